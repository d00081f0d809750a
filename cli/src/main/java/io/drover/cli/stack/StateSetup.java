package io.drover.cli.stack;

import io.drover.cli.CliFailure;
import io.drover.localstack.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes the roles and the state database that the services use. */
final class StateSetup {
  /**
   * The role that operates the databases. A superuser, as on this machine everything in them may
   * belong to anyone; elsewhere it gets no more than the operations need.
   */
  static final String TARGET_ROLE = "drover";

  /** The role that owns the services' own database, and nothing else. */
  static final String STATE_ROLE = "drover_state";

  static final String STATE_DATABASE = "drover";

  private StateSetup() {}

  static void prepare(PostgresServer postgres, StackFolder place) {
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement()) {
      role(statement, TARGET_ROLE, "LOGIN SUPERUSER", place.password(TARGET_ROLE));
      role(statement, STATE_ROLE, "LOGIN", place.password(STATE_ROLE));
      if (isAbsent(statement, "pg_database WHERE datname", STATE_DATABASE)) {
        statement.execute("CREATE DATABASE " + STATE_DATABASE + " OWNER " + STATE_ROLE);
        statement.execute("REVOKE ALL ON DATABASE " + STATE_DATABASE + " FROM PUBLIC");
      }
    } catch (SQLException e) {
      throw new CliFailure(
          "The services' roles could not be made: " + e.getMessage(), "./drover down", e);
    }
  }

  static void dropDatabase(PostgresServer postgres, String name) {
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "DROP DATABASE IF EXISTS %s WITH (FORCE)"
              .formatted(statement.enquoteIdentifier(name, true)));
    } catch (SQLException e) {
      throw new CliFailure(
          "The database " + name + " could not be dropped: " + e.getMessage(), "./drover up", e);
    }
  }

  private static void role(Statement statement, String name, String options, String password)
      throws SQLException {
    String verb = isAbsent(statement, "pg_roles WHERE rolname", name) ? "CREATE" : "ALTER";
    statement.execute(
        "%s ROLE %s %s PASSWORD %s"
            .formatted(verb, name, options, statement.enquoteLiteral(password)));
  }

  private static boolean isAbsent(Statement statement, String where, String name)
      throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT 1 FROM " + where + " = " + statement.enquoteLiteral(name))) {
      return !rows.next();
    }
  }
}
