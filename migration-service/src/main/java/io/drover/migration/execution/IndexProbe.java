package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Compares an index with what a statement asks for: PostgreSQL itself writes the definition of
 * both, that of the statement's from an index on an empty temporary copy of the table.
 */
record IndexProbe(Connection connection, String table) {
  private static final String SAME =
      """
      SELECT substr(wanted, strpos(wanted, ' USING ')) = substr(given, strpos(given, ' USING '))
      FROM (SELECT pg_get_indexdef('pg_temp.drover_probe_index'::regclass) AS wanted, ? AS given) d
      """;

  /** Leaves nothing behind; needs a connection in auto-commit mode. */
  boolean matches(boolean unique, String rest, String definition) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("CREATE TEMP TABLE drover_probe (LIKE " + table + ") ON COMMIT DROP");
      statement.execute(
          "CREATE "
              + (unique ? "UNIQUE " : "")
              + "INDEX drover_probe_index ON pg_temp.drover_probe "
              + rest);
      return Query.isTrue(connection, SAME, definition);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
