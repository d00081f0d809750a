package io.drover.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.cli.CliContext;
import io.drover.cli.terminal.Terminal;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PsqlLineTest {
  private static final String ELSEWHERE = "psql -d %s   (add -h, -p and -U of its server";

  @TempDir private Path root;
  private final PostgresServer server = TestStack.postgres();

  /** A stack whose server is the shared one and whose Kafka is this process. */
  @BeforeEach
  void runStack() throws Exception {
    Path folder = Files.createDirectories(root.resolve("it's home/.drover/stack"));
    Files.createDirectories(folder.resolve("secrets"));
    Member self = Member.of("kafka", ProcessHandle.current().pid(), 9092, "");
    new StackState(
            "stack",
            "127.0.0.1:9092",
            "127.0.0.1:" + server.port(),
            "/nowhere",
            "",
            "databases.yml",
            List.of(self, self))
        .write(folder);
    StateSetup.prepare(server, new StackFolder("stack", folder));
  }

  private CliContext context(Map<String, String> environment) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    var terminal = new Terminal(nowhere, nowhere, false, false, 100);
    return new CliContext(terminal, environment, root.resolve("it's home"));
  }

  @Test
  void theLineForADatabaseOfTheLocalStackConnectsToIt() throws Exception {
    // A server that stands still for longer than it is waited for is asked again.
    String line =
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> PsqlLine.to(context(Map.of()), "postgres").orElseThrow(),
                each -> !each.startsWith(ELSEWHERE.formatted("postgres")));

    Process psql =
        new ProcessBuilder("sh", "-c", line + " -Atc 'SELECT current_user'")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("drover\n");
    assertThat(psql.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void ofADatabaseThatIsNotThereOrOfAnotherHerdNoAddressIsGuessed() {
    assertThat(PsqlLine.to(context(Map.of()), "elsewhere_1"))
        .hasValueSatisfying(
            line -> assertThat(line).startsWith(ELSEWHERE.formatted("elsewhere_1")));
    assertThat(PsqlLine.to(context(Map.of("DROVER_KAFKA", "kafka.example:9092")), "postgres"))
        .hasValueSatisfying(line -> assertThat(line).startsWith(ELSEWHERE.formatted("postgres")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a;b", "-h", "host=example.org", "postgresql://h/d", "$(id)", ""})
  void aNameThatAShellOrPsqlWouldReadIsNotPrinted(String name) {
    assertThat(PsqlLine.to(context(Map.of()), name)).isEmpty();
  }
}
