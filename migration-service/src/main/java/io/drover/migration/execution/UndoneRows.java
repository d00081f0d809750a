package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Takes the rows of migrations that were undone out of the history, and notes in the table of steps
 * which operation did it: in the transaction that undid them, so that either both is there or
 * neither. The note of a script goes when the script is run outside a transaction again.
 */
public final class UndoneRows {
  /** No statement has this number, and no script either, which has 0. */
  private static final int NUMBER = -1;

  private static final String DELETE =
      "DELETE FROM %2$s WHERE installed_rank = ? AND script = ? AND success";

  private static final String FORGET = "DELETE FROM %1$s WHERE script = ?";

  private static final String NOTE =
      """
      INSERT INTO %1$s (script, number, digest, state, operation, after_rank, done_at)
      VALUES (?, ?, '', 'done', ?, ?, clock_timestamp())
      """;

  private static final String FIND =
      "SELECT script FROM %1$s WHERE number = "
          + NUMBER
          + " AND operation = ? ORDER BY after_rank DESC";

  /**
   * A row of the history.
   *
   * @param rank Flyway's {@code installed_rank}
   */
  public record UndoneRow(int rank, String script) {}

  private UndoneRows() {}

  /**
   * Within the transaction that the connection is in, and as the role that it logged in with.
   *
   * @throws SQLException among others where a row is not there any more
   */
  public static void remove(
      Connection connection, HistoryTable table, String operation, List<UndoneRow> rows)
      throws SQLException {
    Query.run(connection, "SET LOCAL ROLE NONE");
    new StepsTable(table, "", operation).createIfMissing(connection);
    for (UndoneRow row : rows) {
      delete(connection, table, row);
      Query.run(connection, sql(FORGET, table), row.script());
      note(connection, table, operation, row);
    }
  }

  private static void delete(Connection connection, HistoryTable table, UndoneRow row)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql(DELETE, table))) {
      delete.setInt(1, row.rank());
      delete.setString(2, row.script());
      if (delete.executeUpdate() != 1) {
        throw new SQLException("The history has no row " + row.rank() + " any more.", "40001");
      }
    }
  }

  private static void note(
      Connection connection, HistoryTable table, String operation, UndoneRow row)
      throws SQLException {
    try (PreparedStatement note = connection.prepareStatement(sql(NOTE, table))) {
      note.setString(1, row.script());
      note.setInt(2, NUMBER);
      note.setString(3, operation);
      note.setInt(4, row.rank());
      note.executeUpdate();
    }
  }

  /** The scripts that this operation has undone, the one that was applied last first. */
  public static List<String> by(Connection connection, HistoryTable table, String operation)
      throws SQLException {
    return table.stepsExist(connection)
        ? Query.column(connection, sql(FIND, table), operation)
        : List.of();
  }

  private static String sql(String text, HistoryTable table) {
    return text.formatted(table.steps(), table.history());
  }
}
