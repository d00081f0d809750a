package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What only PostgreSQL knows of a history and of what stands beside it. Two that are equal, of one
 * database, were read of the same history: nobody has added, changed or removed a row in between.
 *
 * @param table the history, with its schema
 * @param rows SHA-256 over all rows of the history, in hexadecimal; null where there is no history
 * @param comment what the owner has written on it; null for nothing
 * @param unfinished scripts outside transactions that an earlier run has left in the middle
 */
public record HistoryState(
    HistoryTable table,
    @Nullable String rows,
    @Nullable String comment,
    UnfinishedScripts unfinished) {
  private static final String FIND =
      """
      SELECT history IS NOT NULL, obj_description(history, 'pg_class'), steps IS NOT NULL
      FROM (SELECT to_regclass(?) AS history, to_regclass(?) AS steps) AS tables
      """;

  /** Reads it; changes nothing. */
  public static HistoryState read(Connection connection, HistoryTable named) throws SQLException {
    HistoryTable table = named.qualified(connection);
    try (PreparedStatement query = connection.prepareStatement(FIND)) {
      query.setString(1, table.history());
      query.setString(2, table.steps());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          return new HistoryState(table, null, null, UnfinishedScripts.none(table));
        }
        @Nullable String comment = row.getString(2);
        UnfinishedScripts unfinished =
            row.getBoolean(3)
                ? UnfinishedScripts.read(connection, table)
                : UnfinishedScripts.none(table);
        return new HistoryState(table, rows(connection, table), comment, unfinished);
      }
    }
  }

  /** Whether there is a history. */
  public boolean exists() {
    return rows != null;
  }

  private static String rows(Connection connection, HistoryTable table) throws SQLException {
    return Query.column(
            connection,
            """
            SELECT encode(sha256(convert_to(coalesce(
                     string_agg(h::text, E'\\n' ORDER BY h.installed_rank), ''), 'UTF8')), 'hex')
            FROM %s h
            """
                .formatted(table.history()))
        .getFirst();
  }
}
