package io.drover.migration.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.SecretReference;
import io.drover.service.target.ServerEntry;
import io.drover.service.target.TargetErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class ScratchDatabaseTest {
  @Test
  void aServerThatLetsNoDatabaseBeMadeIsToldWithWhatLetsIt() throws SQLException {
    PostgresServer server = TestStack.postgres();
    ServerEntry entry =
        new ServerEntry(
            "main",
            server.host(),
            server.port(),
            "postgres",
            "drover",
            new SecretReference("file:" + server.passwordFile()),
            "prefer",
            "");

    try (Connection maintenance = server.connect("postgres");
        Statement statement = maintenance.createStatement()) {
      statement.execute("SET ROLE pg_monitor");
      SQLException refused =
          catchThrowableOfType(
              SQLException.class,
              () -> ScratchDatabase.create(maintenance, "never_made", "postgres"));
      OperationFailure failure = TargetErrors.explain(refused, entry, "postgres");

      assertThat(failure.code()).isEqualTo(FailureCode.INSUFFICIENT_PRIVILEGE);
      assertThat(failure.remedy()).contains("ALTER ROLE \"drover\" CREATEDB");
    }
  }
}
