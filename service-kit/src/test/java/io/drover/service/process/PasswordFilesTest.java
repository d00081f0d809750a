package io.drover.service.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PasswordFilesTest {
  @Test
  void aFolderStaysThoughItsOwnServiceAndThenAnotherOneHaveLookedForLeftovers(@TempDir Path parent)
      throws Exception {
    Path secret = Files.writeString(parent.resolve("secret"), "secret");
    PasswordFiles first = new PasswordFiles(parent);
    Path folder = only(parent);
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofHours(1))));

    new PasswordFiles(parent).close();
    lookedAtByAnother(parent, secret);

    assertThat(folder).isDirectoryContaining("glob:**lock");
    first.close();
    assertThat(folder).doesNotExist();
  }

  private static Path only(Path parent) throws Exception {
    try (var folders = Files.newDirectoryStream(parent, "drover-secrets-*")) {
      return folders.iterator().next();
    }
  }

  /** It looks before it starts its child, whose pid it tells. */
  private static void lookedAtByAnother(Path parent, Path secret) throws Exception {
    Process other =
        new ProcessBuilder(
                List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-Djava.io.tmpdir=" + parent,
                    "-cp",
                    System.getProperty("java.class.path"),
                    ShortLivedParent.class.getName(),
                    "file:" + secret))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.lines().filter(line -> line.matches("\\d+")).findFirst()).isPresent();
    } finally {
      other.destroyForcibly().waitFor();
    }
  }
}
