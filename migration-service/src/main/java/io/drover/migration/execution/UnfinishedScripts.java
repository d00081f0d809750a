package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The scripts outside transactions that were begun and did not come to their end, and which of them
 * the history calls failed for no other reason.
 *
 * @param table the history, with its schema
 * @param begun names of scripts
 * @param failed names of those whose failed row in the history was written by the operation that
 *     noted the steps
 * @param done numbers of the statements that were done, by name of a script that was begun
 * @param unsettled whether others have come to their end without a note of it
 */
public record UnfinishedScripts(
    HistoryTable table,
    Set<String> begun,
    Set<String> failed,
    Map<String, Set<Integer>> done,
    boolean unsettled) {
  /** Rows that the operation of the steps wrote, after it had begun the script. */
  private static final String OWN_FAILURE =
      """
      NOT h.success AND h.script = s.script AND h.installed_rank > s.after_rank
      AND right(h.installed_by, length(s.operation) + 1) = ' ' || s.operation
      """;

  private static final String SETTLED =
      """
      EXISTS (SELECT FROM %2$s h
              WHERE h.success AND h.script = s.script AND h.installed_rank > s.after_rank)
      """;

  private static final String FIND =
      "SELECT s.script, EXISTS (SELECT FROM %2$s h WHERE "
          + OWN_FAILURE
          + "), "
          + SETTLED
          + " FROM %1$s s WHERE s.number = 0 AND s.state = 'begun'";

  private static final String DONE =
      "SELECT script, number FROM %1$s WHERE number > 0 AND state = 'done'";

  private static final String SETTLE =
      "UPDATE %1$s s SET state = 'done', done_at = clock_timestamp()"
          + " WHERE s.number = 0 AND s.state = 'begun' AND "
          + SETTLED;

  private static final String FORGIVE =
      "DELETE FROM %2$s h USING %1$s s WHERE s.number = 0 AND s.state = 'begun' AND " + OWN_FAILURE;

  public UnfinishedScripts {
    begun = Set.copyOf(begun);
    failed = Set.copyOf(failed);
    done = Map.copyOf(done);
  }

  /** Those that the database knows of, where both tables exist; reads only. */
  static UnfinishedScripts read(Connection connection, HistoryTable table) throws SQLException {
    Set<String> begun = new HashSet<>();
    Set<String> failed = new HashSet<>();
    Map<String, Set<Integer>> done = new HashMap<>();
    boolean unsettled = false;
    try (PreparedStatement query = connection.prepareStatement(sql(FIND, table));
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        if (row.getBoolean(3)) {
          unsettled = true;
        } else {
          begun.add(row.getString(1));
          if (row.getBoolean(2)) {
            failed.add(row.getString(1));
          }
        }
      }
    }
    if (!begun.isEmpty()) {
      try (PreparedStatement query = connection.prepareStatement(sql(DONE, table));
          ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (begun.contains(row.getString(1))) {
            done.computeIfAbsent(row.getString(1), _ -> new HashSet<>()).add(row.getInt(2));
          }
        }
      }
    }
    return new UnfinishedScripts(table, begun, failed, done, unsettled);
  }

  /** Nothing was begun. */
  public static UnfinishedScripts none(HistoryTable table) {
    return new UnfinishedScripts(table, Set.of(), Set.of(), Map.of(), false);
  }

  /** Whether {@link #resume} has nothing to do. */
  public boolean isSettled() {
    return failed.isEmpty() && !unsettled;
  }

  /**
   * Lets the scripts go on: takes their failed rows out of the history, and notes of those that the
   * history has as applied that they have come to their end.
   */
  public void resume(Connection connection) throws SQLException {
    settle(connection, table);
    if (!failed.isEmpty()) {
      Query.run(connection, sql(FORGIVE, table));
    }
  }

  /** Notes which scripts have come to their end, because the history has them as applied. */
  public static void settle(Connection connection, HistoryTable table) throws SQLException {
    if (table.stepsExist(connection)) {
      Query.run(connection, sql(SETTLE, table));
    }
  }

  /** Throws away how far these scripts are: whoever runs one begins at its first statement. */
  public static void forget(Connection connection, HistoryTable table, List<String> scripts)
      throws SQLException {
    if (table.stepsExist(connection)) {
      for (String script : scripts) {
        Query.run(connection, "DELETE FROM " + table.steps() + " WHERE script = ?", script);
      }
    }
  }

  private static String sql(String text, HistoryTable table) {
    return text.formatted(table.steps(), table.history());
  }
}
