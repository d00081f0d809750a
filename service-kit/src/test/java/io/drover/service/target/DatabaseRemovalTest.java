package io.drover.service.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As a role that may create databases and nothing more. */
@Timeout(300)
class DatabaseRemovalTest {
  private static final String NAME = "odd; '\"name";
  private static final String QUOTED = "\"odd; '\"\"name\"";
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Autovacuum comes soon, and stays. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "autovacuum_naptime", "1s",
          "autovacuum_vacuum_cost_delay", "100ms",
          "autovacuum_vacuum_cost_limit", "1");

  private static PostgresServer server;
  private Connection superuser;
  private Connection maintenance;

  @BeforeAll
  static void start() {
    server = TestStack.newPostgres(SETTINGS);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void create() throws SQLException {
    superuser = server.connect("postgres");
    run(superuser, "CREATE ROLE maker LOGIN CREATEDB PASSWORD 'pw'");
    maintenance = connect("postgres");
    run(maintenance, "CREATE DATABASE " + QUOTED);
  }

  @AfterEach
  void remove() throws SQLException {
    maintenance.close();
    run(superuser, "DROP DATABASE IF EXISTS " + QUOTED + " WITH (FORCE)");
    run(superuser, "DROP ROLE maker");
    superuser.close();
  }

  @Test
  void aDatabaseInWhichAutovacuumWorksIsDropped() throws Exception {
    try (Connection inside = connect(NAME)) {
      run(inside, "CREATE TABLE t AS SELECT n, repeat('x', 100) FROM generate_series(1, 100000) n");
      run(inside, "UPDATE t SET n = n + 1");
    }
    // One that only looked round would be gone at once.
    Awaitility.await()
        .atMost(LONG)
        .until(
            () -> sessions("backend_type = 'autovacuum worker' AND query LIKE '%public.t%'") > 0);
    assertThatThrownBy(() -> run(maintenance, "DROP DATABASE " + QUOTED + " WITH (FORCE)"))
        .as("why this is not done by force")
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));

    DatabaseRemoval.drop(maintenance, NAME);

    assertThat(isThere()).isFalse();
  }

  @Test
  void sessionsOfTheRoleInItAreEndedAndAMissingDatabaseIsNone() throws Exception {
    try (Connection inside = connect(NAME)) {
      DatabaseRemoval.drop(maintenance, NAME);

      assertThatThrownBy(() -> run(inside, "SELECT 1")).isInstanceOf(SQLException.class);
    }
    assertThat(isThere()).isFalse();
    DatabaseRemoval.drop(maintenance, NAME);
  }

  @Test
  void aSessionThatTheRoleMayNotEndKeepsTheDatabase() throws Exception {
    try (Connection inside = server.connect(NAME)) {
      assertThatThrownBy(() -> DatabaseRemoval.drop(maintenance, NAME))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
      run(inside, "SELECT 1");
    }
    assertThat(isThere()).isTrue();
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(database), "maker", "pw");
  }

  private boolean isThere() throws SQLException {
    return count("SELECT count(*) FROM pg_database WHERE datname = ?") > 0;
  }

  private int sessions(String which) throws SQLException {
    return count("SELECT count(*) FROM pg_stat_activity WHERE datname = ? AND " + which);
  }

  private int count(String sql) throws SQLException {
    try (var statement = superuser.prepareStatement(sql)) {
      statement.setString(1, NAME);
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
