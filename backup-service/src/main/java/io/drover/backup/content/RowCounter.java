package io.drover.backup.content;

import io.drover.backup.repository.Manifest.TableRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Counts the rows of tables. */
public final class RowCounter {
  private static final int LOCKED_AT_ONCE = 500;

  private RowCounter() {}

  /**
   * Locks the tables as pg_dump does. Without it a table that is truncated between snapshot and
   * count would count as empty: truncation is not undone for older snapshots.
   */
  public static void lock(Connection connection, List<Table> tables) throws SQLException {
    List<String> names =
        tables.stream().filter(Table::lockable).map(table -> "ONLY " + table.quoted()).toList();
    for (int from = 0; from < names.size(); from += LOCKED_AT_ONCE) {
      List<String> some = names.subList(from, Math.min(names.size(), from + LOCKED_AT_ONCE));
      execute(
          connection,
          some.stream().collect(Collectors.joining(", ", "LOCK TABLE ", " IN ACCESS SHARE MODE")));
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  /** Rows of each table, in the transaction of the connection and in the order given. */
  public static List<TableRows> count(Connection connection, List<Table> tables)
      throws SQLException {
    return count(connection, tables, Optional.empty());
  }

  /**
   * Rows of each table, and the hash of their content where one is asked for.
   *
   * @param hash makes the hashes
   */
  public static List<TableRows> count(
      Connection connection, List<Table> tables, Optional<ContentHash> hash) throws SQLException {
    List<TableRows> counted = new ArrayList<>(tables.size());
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (Table table : tables) {
        try (ResultSet row = statement.executeQuery(query(table, hash))) {
          row.next();
          counted.add(
              new TableRows(
                  table.schema(), table.name(), table.kind(), row.getLong(1), row.getString(2)));
        }
      }
    }
    return counted;
  }

  private static String query(Table table, Optional<ContentHash> hash) {
    return hash.flatMap(each -> each.query(table))
        .orElseGet(() -> "SELECT count(*), NULL FROM ONLY " + table.quoted());
  }
}
