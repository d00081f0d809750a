package io.drover.monitor.probe.check;

import io.drover.service.target.CheckName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs checks in one read-only transaction, whose settings end with it: behind a transaction pooler
 * nothing else may be set. Not thread-safe.
 */
final class CheckRun {
  private static final String FACTS =
      """
      SELECT rolname, '' FROM pg_roles WHERE rolname IN ('pg_read_all_stats', 'pg_read_all_settings',
        'pg_monitor', 'pg_read_all_data') AND pg_has_role(oid, 'USAGE')
      UNION ALL SELECT e.extname, quote_ident(n.nspname)
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
      """;

  /** What the last VACUUM or ANALYZE counted, as all checks of what is large go by. */
  private static final String LARGEST =
      "SELECT max(relpages) FROM pg_class WHERE oid >= 16384 AND relkind IN ('r', 'm', 'i')";

  private final Connection connection;
  private final String limits;
  private final long end;
  private final Set<String> roles = new HashSet<>();
  private final Map<String, String> extensions = new HashMap<>();
  private int largest;

  /**
   * @param statementTimeout limit of each statement
   * @param time after which no other check is begun
   */
  CheckRun(Connection connection, Duration statementTimeout, Duration time) {
    this.connection = connection;
    // No schema but PostgreSQL's own is searched: whoever owns a database could put functions into
    // any other that this user would run.
    this.limits =
        "SET LOCAL statement_timeout = %1$d; SET LOCAL lock_timeout = %1$d; SET LOCAL search_path = pg_catalog"
            .formatted(statementTimeout.toMillis());
    this.end = System.nanoTime() + time.toNanos();
  }

  /**
   * Runs them.
   *
   * @throws SQLException the connection or the server is gone
   */
  Map<CheckName, Outcome> all(List<CheckDefinition> checks) throws SQLException {
    Map<CheckName, Outcome> outcomes = new EnumMap<>(CheckName.class);
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    int version = connection.getMetaData().getDatabaseMajorVersion();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(limits);
      facts(statement);
      largest(statement);
      for (CheckDefinition check : checks) {
        outcomes.put(check.name(), one(statement, check, version));
      }
    }
    // A rollback would count in the ratio of rollbacks.
    connection.commit();
    connection.setAutoCommit(true);
    return outcomes;
  }

  private void facts(Statement statement) throws SQLException {
    try (var row = statement.executeQuery(FACTS)) {
      while (row.next()) {
        if (row.getString(2).isEmpty()) {
          roles.add(row.getString(1));
        } else {
          extensions.put(row.getString(1), row.getString(2));
        }
      }
    }
  }

  private void largest(Statement statement) throws SQLException {
    try (var row = statement.executeQuery(LARGEST)) {
      row.next();
      largest = row.getInt(1);
    }
  }

  private Outcome one(Statement statement, CheckDefinition check, int version) throws SQLException {
    if (version < CheckDefinition.OLDEST) {
      return new Outcome.TooOld(version);
    }
    if (check.privilege() != Privilege.NONE && !roles.contains(check.privilege().role())) {
      return new Outcome.Missing();
    }
    String schema = check.extension().isEmpty() ? "" : extensions.get(check.extension());
    if (schema == null) {
      return new Outcome.NoExtension();
    }
    if (check.pages() > largest) {
      return new Outcome.Rows(List.of());
    }
    if (System.nanoTime() - end > 0) {
      return new Outcome.NoTime();
    }
    try (var result = statement.executeQuery(check.sql(version).replace("{extension}", schema))) {
      return new Outcome.Rows(Row.all(result));
    } catch (SQLException e) {
      if (isGone(e)) {
        throw e;
      }
      connection.rollback();
      statement.execute(limits);
      return new Outcome.Failed(e);
    }
  }

  private static boolean isGone(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("57P");
  }
}
