package io.drover.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class PostgresServerTest {
  @Test
  void committedRowsSurviveAKillAndAStop() throws Exception {
    try (PostgresServer postgres = TestStack.newPostgres()) {
      int port = postgres.port();
      postgres.createDatabase("odd \"name\"?&/é");
      execute(postgres, "CREATE TABLE t AS SELECT 1 AS n");

      postgres.kill();
      assertThatThrownBy(() -> execute(postgres, "SELECT 1")).isInstanceOf(SQLException.class);
      postgres.start();
      execute(postgres, "INSERT INTO t VALUES (2)");
      postgres.stop();
      postgres.start();

      assertThat(postgres.port()).isEqualTo(port);
      assertThat(count(postgres)).isEqualTo(2);
      assertThat(postgres.majorVersion()).isGreaterThanOrEqualTo(15);
    }
  }

  @Test
  void thePasswordFileIsForItsOwnerOnlyAndHoldsThePassword() throws Exception {
    PostgresServer postgres = TestStack.postgres();

    assertThat(Files.getPosixFilePermissions(postgres.passwordFile()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(postgres.passwordFile()).content().endsWith(postgres.password() + "\n");
  }

  @Test
  void anExistingDatabaseIsNotCreatedAgain() {
    assertThatThrownBy(() -> TestStack.postgres().createDatabase("postgres"))
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("already exists");
  }

  private static void execute(PostgresServer postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect("odd \"name\"?&/é");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long count(PostgresServer postgres) throws SQLException {
    try (Connection connection = postgres.connect("odd \"name\"?&/é");
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM t")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
