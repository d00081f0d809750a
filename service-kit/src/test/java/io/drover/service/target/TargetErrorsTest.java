package io.drover.service.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.localstack.FreePorts;
import io.drover.localstack.TestStack;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTools;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TargetErrorsTest {
  private static final String SECRET = "s3cr3t-of-a-test";

  private static OperationFailure connecting(ServerEntry server, String database) {
    return connecting(server, database, Targets.CONNECT);
  }

  private static OperationFailure connecting(
      ServerEntry server, String database, Duration connectTimeout) {
    try (Connection connection =
        Targets.CONNECTIONS.open(server, database, "drover/test/1", connectTimeout)) {
      throw new AssertionError("connected to " + connection);
    } catch (SQLException e) {
      return TargetErrors.explain(e, server, database);
    }
  }

  private static OperationFailure running(String sql) throws SQLException {
    ServerEntry server = Targets.server();
    try (Connection connection = TestStack.postgres().connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute(sql);
      throw new AssertionError("ran " + sql);
    } catch (SQLException e) {
      return TargetErrors.explain(e, server, "postgres");
    }
  }

  @Test
  void aServerThatDoesNotListenIsUnreachable() {
    int port = FreePorts.any();
    var failure = connecting(Targets.server(port, Targets.secret("x")), "postgres");
    assertThat(failure.code()).isEqualTo(FailureCode.TARGET_UNREACHABLE);
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.remedy()).startsWith("pg_isready -h ").endsWith("-p " + port);
  }

  @Test
  void aServerThatNeverAnswersIsUnreachable() throws Exception {
    try (var silent = new ServerSocket(0)) {
      var server = Targets.server(silent.getLocalPort(), Targets.secret("x"));
      assertThat(connecting(server, "postgres", Duration.ofSeconds(2)).code())
          .isEqualTo(FailureCode.TARGET_UNREACHABLE);
    }
  }

  @Test
  void aWrongPasswordIsNamedByItsReferenceOnly() {
    SecretReference reference = Targets.secret(SECRET);
    var failure = connecting(Targets.server(TestStack.postgres().port(), reference), "postgres");
    assertThat(failure.code()).isEqualTo(FailureCode.TARGET_AUTHENTICATION);
    assertThat(failure.message()).contains(reference.reference());
    assertThat(failure.message() + failure.detail() + failure.remedy()).doesNotContain(SECRET);
  }

  @Test
  void aPasswordThatCannotBeReadIsAnAuthenticationFailure() {
    var server =
        Targets.server(TestStack.postgres().port(), new SecretReference("file:/does/not/exist"));
    assertThat(connecting(server, "postgres").code()).isEqualTo(FailureCode.TARGET_AUTHENTICATION);
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() {
    var failure = connecting(Targets.server(), "no such/database?x=1&y");
    assertThat(failure.code()).isEqualTo(FailureCode.UNKNOWN_DATABASE);
    assertThat(failure.message())
        .isEqualTo("Database no such/database?x=1&y does not exist on server main.");
  }

  @Test
  void statesOfTheServerBecomeCodesOfTheContract() throws Exception {
    assertThat(running("SET ROLE \"no'body\"").code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(running("GRANT \"no'body\" TO CURRENT_USER").code())
        .isEqualTo(FailureCode.MISSING_ROLE);
    assertThat(running("CREATE EXTENSION nothere").code()).isEqualTo(FailureCode.MISSING_EXTENSION);
    assertThat(running("SET statement_timeout = 1; SELECT pg_sleep(10)").code())
        .isEqualTo(FailureCode.STATEMENT_TIMEOUT);
    assertThat(running("SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(10)").code())
        .isEqualTo(FailureCode.CANCELLED);
    assertThat(running("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(10)").code())
        .isEqualTo(FailureCode.TARGET_UNREACHABLE);
    assertThat(running("SET ROLE pg_monitor; SELECT count(*) FROM pg_authid").code())
        .isEqualTo(FailureCode.INSUFFICIENT_PRIVILEGE);
    assertThat(running("SELECT 1/0").code()).isEqualTo(FailureCode.INTERNAL);
  }

  @Test
  void aNameThatLooksLikeShellIsQuotedInTheRemedy() {
    String evil = "x'; rm -rf / #";
    String command = Remedies.psql(Targets.server(), evil, "SELECT 1");
    assertThat(command).contains(" PGDATABASE='x'\\''; rm -rf / #' psql -h ");
  }

  @Test
  void theCommandOfARemedyRunsWithoutAskingForThePassword() throws Exception {
    String command =
        Remedies.psql(Targets.server(), "postgres", "SELECT 40 + 2")
            .replace(" psql ", " " + psql());

    Process shell =
        new ProcessBuilder("sh", "-c", command + " </dev/null").redirectErrorStream(true).start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(shell.waitFor()).as(said).isZero();
    assertThat(said).contains("42");
    assertThat(command).doesNotContain(TestStack.postgres().password());
  }

  private static String psql() throws Exception {
    return new PostgresTools("").psql().path() + " ";
  }
}
