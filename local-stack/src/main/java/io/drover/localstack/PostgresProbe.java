package io.drover.localstack;

import java.sql.Connection;
import java.sql.SQLException;

/** Asks a PostgreSQL server, as its superuser. */
final class PostgresProbe {
  private PostgresProbe() {}

  static boolean answers(PostgresServer server) {
    try (Connection connection = server.connect("postgres")) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  static int majorVersion(PostgresServer server) {
    try (Connection connection = server.connect("postgres")) {
      return connection.getMetaData().getDatabaseMajorVersion();
    } catch (SQLException e) {
      throw new LocalStackException(
          "PostgreSQL on port " + server.port() + " does not answer: " + e.getMessage(),
          "start it, or see its log",
          e);
    }
  }
}
