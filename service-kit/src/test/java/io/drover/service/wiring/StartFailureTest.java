package io.drover.service.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.bus.BusConfig;
import io.drover.bus.TopicAdmin;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.RegistryException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFailureTest {
  private static final PostgresServer POSTGRES = TestStack.postgres();

  /** The failure of a start that ended with this in the midst of others. */
  private static String said(Throwable thrown, String user) {
    Throwable wrapped =
        new IllegalStateException("bean", new IllegalStateException("pool", thrown));
    return StartFailure.of(wrapped, addresses(user)).orElseThrow().line();
  }

  private static StartFailure.Addresses addresses(String user) {
    return new StartFailure.Addresses(
        "127.0.0.1:1", POSTGRES.jdbcUrl("postgres"), user, "127.0.0.1:8080");
  }

  private static SQLException refused(String url, String user, String password) {
    return catchThrowableOfType(
        SQLException.class, () -> DriverManager.getConnection(url, user, password).close());
  }

  @Test
  void aStateDatabaseWithoutAFreeConnectionIsToldWithARemedy() throws Exception {
    String role = "drover_start_" + ProcessHandle.current().pid();
    try (var connection =
            DriverManager.getConnection(
                POSTGRES.jdbcUrl("postgres"), POSTGRES.superuser(), POSTGRES.password());
        var statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'pw' CONNECTION LIMIT 0");
      try {
        assertThat(said(refused(POSTGRES.jdbcUrl("postgres"), role, "pw"), role))
            .startsWith("TARGET_UNREACHABLE: The state database jdbc:postgresql:")
            .contains("has no free connection for user " + role + ".", "max_connections")
            .doesNotContain("\n");
      } finally {
        statement.execute("DROP ROLE " + role);
      }
    }
  }

  @Test
  void aStateDatabaseThatIsNotThereOrDoesNotAnswerIsTold() {
    String user = POSTGRES.superuser();
    assertThat(said(refused(POSTGRES.jdbcUrl("nosuch"), user, POSTGRES.password()), user))
        .contains("is not there.", "DROVER_STATE_URL");
    assertThat(said(refused("jdbc:postgresql://127.0.0.1:1/x", user, "pw"), user))
        .startsWith("TARGET_UNREACHABLE")
        .contains("does not answer.");
  }

  @Test
  void aBrokenFileIsToldByItsOwnSentence(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("databases.yml"), "servers: 7\n");
    RegistryException broken =
        catchThrowableOfType(
            RegistryException.class, () -> DatabaseRegistry.open(file, false).close());

    assertThat(said(broken, "drover"))
        .contains(String.valueOf(broken.getMessage()), "Correct the file");
  }

  @Test
  void aSpoolThatOthersCouldReadIsToldAsItsFailureSaysIt() {
    OperationFailure spool = OperationFailure.of("INTERNAL", "The spool is open.", "chmod 700 it");

    assertThat(said(spool.causedBy(new IOException("mode")), "drover"))
        .isEqualTo("INTERNAL: The spool is open. What to do: chmod 700 it");
  }

  @Test
  void aBrokerThatCannotBeUsedIsTold() {
    KafkaException thrown =
        catchThrowableOfType(
            KafkaException.class,
            () -> TopicAdmin.ensure(new BusConfig("without-a-port", "test.")));

    assertThat(said(thrown, "drover"))
        .startsWith("TARGET_UNREACHABLE: Kafka at 127.0.0.1:1 cannot be used: ")
        .contains("bootstrap", "DROVER_KAFKA");
  }

  @Test
  void anAddressThatIsTakenIsTold() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      BindException thrown =
          catchThrowableOfType(
              BindException.class,
              () -> new ServerSocket(taken.getLocalPort(), 1, taken.getInetAddress()).close());

      assertThat(said(thrown, "drover"))
          .startsWith("INVALID_REQUEST: The service cannot listen on 127.0.0.1:8080: ")
          .contains("ss -ltnp", "DROVER_HTTP_PORT");
    }
  }

  @Test
  void aDefectOfTheServiceKeepsItsTrace() {
    assertThat(StartFailure.of(new IllegalStateException("a defect"), addresses("drover")))
        .isEmpty();
  }
}
