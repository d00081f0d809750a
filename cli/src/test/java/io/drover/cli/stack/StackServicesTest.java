package io.drover.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that only wait, as real processes. */
final class StackServicesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path root;

  /** What such a service does. */
  public static final class Waiting {
    private Waiting() {}

    public static void main(String[] args) throws InterruptedException {
      System.out.println(System.getProperty("word") + " at " + System.getenv("DROVER_HTTP_PORT"));
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }

  private void build() throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Waiting.class.getName());
    String path = Waiting.class.getName().replace('.', '/') + ".class";
    for (ServiceProcess.Service service : StackServices.ALL) {
      Path jar = service.jar(root);
      Files.createDirectories(Objects.requireNonNull(jar.getParent()));
      try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
          InputStream in = Waiting.class.getClassLoader().getResourceAsStream(path)) {
        out.putNextEntry(new JarEntry(path));
        Objects.requireNonNull(in).transferTo(out);
      }
      Files.writeString(
          service.jvmOptions(root), "# of this service\n-XX:+UseSerialGC\n-Dword=waits\n");
    }
  }

  private static Member backup(StackServices services) {
    return services.members().stream()
        .filter(member -> member.name().equals("backup-service"))
        .findFirst()
        .orElseThrow();
  }

  private static List<Long> pids(StackServices services) {
    return services.members().stream().map(Member::pid).toList();
  }

  private static void awaitSaid(Member member, String... lines) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Files.readAllLines(Path.of(member.log())))
                    // A JVM may say something of its own.
                    .filteredOn(line -> line.startsWith("waits at "))
                    .containsExactly(lines));
  }

  @Test
  void aKilledServiceIsStartedAnewAtItsPortWithItsLogWhileTheOthersGoOn() throws Exception {
    build();
    var place = new StackFolder("stack", root.resolve("state"));
    place.create();
    var services = new StackServices(root, place, true);
    try {
      services.start("127.0.0.1:1", "jdbc:postgresql://127.0.0.1:1/x");
      List<Member> before = services.members();
      Member killed = backup(services);
      String word = "waits at " + killed.port();
      awaitSaid(killed, word);
      ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
      await().atMost(PATIENCE).until(() -> !backup(services).isAlive());

      services.restart("backup-service");

      Member again = backup(services);
      assertThat(again.isAlive()).isTrue();
      assertThat(again.pid()).isNotEqualTo(killed.pid());
      assertThat(again.port()).isEqualTo(killed.port());
      awaitSaid(again, word, word);
      assertThat(services.members())
          .filteredOn(member -> !member.name().equals("backup-service"))
          .isSubsetOf(before);
    } finally {
      services.end();
    }
    List<Long> last = pids(services);
    services.restart("backup-service");
    assertThat(pids(services)).isEqualTo(last);
    assertThat(services.members()).noneMatch(Member::isAlive);
  }
}
