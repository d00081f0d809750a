package io.drover.system.checker;

import java.sql.SQLException;
import java.util.List;

/** The history of migrations in a database. */
final class History {
  private static final String EXISTS = "SELECT to_regclass('flyway_schema_history') IS NOT NULL";
  private static final String ROWS =
      """
      SELECT CASE WHEN type = 'BASELINE' THEN 'BASELINE ' || version ELSE script END
             || CASE WHEN success THEN '' ELSE ' failed' END
      FROM flyway_schema_history ORDER BY installed_rank
      """;

  private History() {}

  /**
   * In the order of the history: names of scripts, with {@code failed} behind those that did, and
   * {@code BASELINE} with its version; none where there is no history.
   */
  static List<String> of(Databases databases, String database) throws SQLException {
    return databases.column(database, EXISTS).contains("t")
        ? databases.column(database, ROWS)
        : List.of();
  }
}
