package io.drover.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class DeathOfTheParentTest {
  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    assumeTrue(Children.canDieWithParent(), "only where setpriv is");
    folder = Files.createTempDirectory("drover-death-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void deleteFolder() {
    Folders.deleteQuietly(folder);
  }

  @Test
  void serversEndInOrderWhenTheirJvmIsKilled() throws Exception {
    hold(true);

    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              assertThat(postmaster()).isEmpty();
              assertThat(broker().isAlive()).isFalse();
              // PostgreSQL removes its pid file first and says so afterwards.
              assertThat(Files.readString(folder.resolve("postgres/postgres.log")))
                  .contains("database system is shut down");
            });
  }

  @Test
  void serversThatOutliveTheirJvmAreStoppedOrAdoptedByTheNext() throws Exception {
    hold(false);
    LiveProcess broker = broker();
    Postmaster survivor = postmaster().orElseThrow();
    assertThat(broker.isAlive()).isTrue();

    try (LocalPostgres adopted =
        LocalPostgres.at(folder.resolve("postgres")).adoptRunning(true).start()) {
      assertThat(adopted.port()).isEqualTo(survivor.port());
      assertThat(survivor.process().isAlive()).isTrue();
    }
    assertThat(survivor.process().isAlive()).isFalse();

    try (LocalKafka next = LocalKafka.at(folder.resolve("kafka")).start()) {
      assertThat(broker.isAlive()).isFalse();
      assertThat(next.bootstrapServers()).isNotEmpty();
    }
  }

  @Test
  void aServerLeftRunningIsStoppedBeforeANewOneStarts() throws Exception {
    Path data = folder.resolve("postgres");
    LocalPostgres forgotten = LocalPostgres.at(data).start();
    Postmaster first = postmaster().orElseThrow();

    try (LocalPostgres second = LocalPostgres.at(data).start()) {
      assertThat(first.process().isAlive()).isFalse();
      assertThat(second.password()).isEqualTo(forgotten.password());
    }
    assertThatThrownBy(() -> forgotten.connect("postgres")).hasMessageContaining("refused");
  }

  /** Starts a JVM that starts the servers, kills it when both answer. */
  private void hold(boolean die) throws Exception {
    Path output = folder.resolve("holder.txt");
    Process holder =
        new ProcessBuilder(
                List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    StackHolder.class.getName(),
                    folder.toString(),
                    String.valueOf(die)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                !holder.isAlive()
                    || Files.readString(output, StandardCharsets.UTF_8).contains("ready "));
    assertThat(output).content().contains("ready ");
    assertThat(postmaster()).isPresent();
    holder.destroyForcibly().waitFor();
  }

  private Optional<Postmaster> postmaster() {
    return Postmaster.of(folder.resolve("postgres/pgdata"));
  }

  private LiveProcess broker() throws IOException {
    return new LiveProcess(Long.parseLong(Files.readString(folder.resolve("kafka/kafka.pid"))));
  }
}
