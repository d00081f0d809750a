package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LauncherTest {
  private static final List<String> MODULES =
      List.of("cli", "backup-service", "migration-service", "monitor-service");

  @TempDir private Path folder;
  private Path clone;

  /** A clone whose path has spaces, built, with a JDK 25 that only says how it was called. */
  @BeforeEach
  void makeClone() throws IOException {
    clone = Files.createDirectories(folder.resolve("a clone of it's own"));
    Path root = Path.of("..").toAbsolutePath().normalize();
    Files.createDirectories(clone.resolve(".mvn"));
    for (String file : List.of("drover", ".mvn/find-java.sh")) {
      Files.copy(root.resolve(file), clone.resolve(file));
    }
    for (String module : MODULES) {
      Files.createDirectories(clone.resolve(module + "/target/lib"));
      Files.createFile(clone.resolve(module + "/target/" + module + ".jar"));
    }
    jdk("home/.jdks/temurin 25", "25.0.1");
    jdk("old", "17.0.9");
  }

  private void jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    String script =
        """
        #!/bin/sh
        case " $* " in *" -XshowSettings:properties "*) echo "    java.home = %s" >&2; exit 0 ;; esac
        echo "java %s"
        for each in "$@"; do echo "<$each>"; done
        """
            .formatted(home, version);
    for (String program : List.of("java", "javac")) {
      Path file = Files.writeString(home.resolve("bin").resolve(program), script);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private String launch(String... args) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(clone.resolve("drover").toString());
    builder.command().addAll(List.of(args));
    builder.environment().put("HOME", folder.resolve("home").toString());
    builder.environment().put("PATH", folder.resolve("old/bin") + ":/usr/bin:/bin");
    builder.environment().put("JAVA_HOME", folder.resolve("home/.jdks/temurin 25").toString());
    builder.environment().remove("DROVER_HOME");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @Test
  void aJdkThatIsNewEnoughIsTakenThoughAnOlderJavaIsOnThePath() throws Exception {
    assertThat(launch("backup", "my db", "--reason", "it's $HOME"))
        .startsWith("java 25.0.1\n")
        .contains("<-jar>\n<" + clone + "/cli/target/cli.jar>\n<backup>\n<my db>")
        .contains("<it's $HOME>", "<-Ddrover.root=" + clone + ">");
  }

  @Test
  void aSourceThatIsNewerThanItsJarIsBuiltAndTheEndOfAFailedBuildIsShown() throws Exception {
    Path source = Files.createDirectories(clone.resolve("bus/src/main")).resolve("A.java");
    Files.createFile(source);
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    Path wrapper =
        Files.writeString(clone.resolve("mvnw"), "#!/bin/sh\necho 'no such thing'; exit 1\n");
    Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(launch("status"))
        .contains("Building Drover", "The build failed", "no such thing")
        .doesNotContain("java 25.0.1");
  }
}
