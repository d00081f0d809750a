package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows of one script in the table of steps, in the target database.
 *
 * @param operation what the history's {@code installed_by} ends with for the operation that writes
 */
record StepsTable(HistoryTable table, String script, String operation) {
  private static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS %1$s (
        script text NOT NULL,
        number integer NOT NULL,
        digest text NOT NULL,
        state text NOT NULL CHECK (state IN ('begun', 'done')),
        operation text NOT NULL,
        after_rank integer,
        begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        done_at timestamptz,
        PRIMARY KEY (script, number))
      """;

  private static final String LOAD = "SELECT number, digest, state FROM %1$s WHERE script = ?";
  private static final String CLEAR = "DELETE FROM %1$s WHERE script = ?";
  private static final String FORGET = "DELETE FROM %1$s WHERE script = ? AND number = ?::int";
  private static final String OPEN =
      """
      INSERT INTO %1$s (script, number, digest, state, operation, after_rank)
      SELECT ?, 0, ?, 'begun', ?, coalesce(max(installed_rank), 0) FROM %2$s
      ON CONFLICT (script, number) DO UPDATE
      SET digest = excluded.digest, operation = excluded.operation
      """;
  private static final String NOTE =
      """
      INSERT INTO %1$s AS s (script, number, digest, state, operation, done_at)
      SELECT ?, ?::int, ?, state, ?, CASE state WHEN 'done' THEN clock_timestamp() END
      FROM (SELECT ? AS state) given
      ON CONFLICT (script, number) DO UPDATE
      SET state = excluded.state, operation = excluded.operation, done_at = excluded.done_at
      """;

  /** A row. */
  record Noted(String digest, boolean done) {}

  void createIfMissing(Connection connection) throws SQLException {
    if (!table.stepsExist(connection)) {
      Query.run(connection, sql(CREATE));
    }
  }

  /** The rows by the number of their statement. */
  Map<Integer, Noted> load(Connection connection) throws SQLException {
    Map<Integer, Noted> noted = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(sql(LOAD))) {
      query.setString(1, script);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          noted.put(row.getInt(1), new Noted(row.getString(2), row.getString(3).equals("done")));
        }
      }
    }
    return noted;
  }

  void clear(Connection connection) throws SQLException {
    Query.run(connection, sql(CLEAR), script);
  }

  /** Notes that the script is begun, by this operation; when it was first begun stays. */
  void open(Connection connection, String digest) throws SQLException {
    Query.run(connection, sql(OPEN), script, digest, operation);
  }

  void note(Connection connection, int number, Noted step) throws SQLException {
    String state = step.done() ? "done" : "begun";
    Query.run(
        connection, sql(NOTE), script, Integer.toString(number), step.digest(), operation, state);
  }

  void forget(Connection connection, int number) throws SQLException {
    Query.run(connection, sql(FORGET), script, Integer.toString(number));
  }

  private String sql(String text) {
    return text.formatted(table.steps(), table.history());
  }
}
