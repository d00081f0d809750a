package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps of one script outside a transaction, in the target database. The script itself is step
 * 0, begun until the history has it as applied. Written by the script's own session, as the role
 * that it logged in with.
 */
final class ScriptSteps {
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

  private record Noted(String digest, boolean done) {}

  private final HistoryTable table;
  private final String script;
  private final String operation;
  private final Map<Integer, Noted> noted = new HashMap<>();

  ScriptSteps(HistoryTable table, String script, String operation) {
    this.table = table;
    this.script = script;
    this.operation = operation;
  }

  /** Reads what an earlier run has noted, or begins anew; makes the table if it is missing. */
  void open(Connection connection, List<ScriptStatement> statements) throws SQLException {
    asLoginRole(
        connection,
        () -> {
          if (!table.stepsExist(connection)) {
            Query.run(connection, sql(CREATE));
          }
          load(connection);
          Noted whole = noted.get(0);
          if (whole == null || whole.done()) {
            noted.clear();
            Query.run(connection, sql(CLEAR), script);
          }
          if (changed(statements).isEmpty()) {
            Query.run(connection, sql(OPEN), script, Digest.of(statements), operation);
          }
        });
  }

  /** Whether an earlier run began the script. */
  boolean resumed() {
    return noted.containsKey(0);
  }

  /** The numbers of statements that were begun or done by an earlier run with another text. */
  List<Integer> changed(List<ScriptStatement> statements) {
    return noted.keySet().stream()
        .filter(number -> number > 0)
        .filter(
            number ->
                number > statements.size()
                    || !digest(number).equals(Digest.of(statements.get(number - 1))))
        .sorted()
        .toList();
  }

  boolean isDone(ScriptStatement statement) {
    Noted step = noted.get(statement.number());
    return step != null && step.done();
  }

  boolean isBegun(ScriptStatement statement) {
    return noted.containsKey(statement.number());
  }

  /** Notes it before it is run. */
  void begun(Connection connection, ScriptStatement statement) throws SQLException {
    asLoginRole(connection, () -> note(connection, statement, "begun"));
  }

  /** Notes it after it was run. */
  void done(Connection connection, ScriptStatement statement) throws SQLException {
    asLoginRole(connection, () -> note(connection, statement, "done"));
  }

  /** Notes it in the transaction that it was run in, which then is committed as the login role. */
  void doneAlong(Connection connection, ScriptStatement statement) throws SQLException {
    becomeLoginRole(connection);
    note(connection, statement, "done");
  }

  /** Takes the note back, as nothing of the statement is there. */
  void forget(Connection connection, ScriptStatement statement) throws SQLException {
    asLoginRole(connection, () -> Query.run(connection, sql(FORGET), script, number(statement)));
    noted.remove(statement.number());
  }

  private String digest(int number) {
    Noted step = noted.get(number);
    return step == null ? "" : step.digest();
  }

  private void note(Connection connection, ScriptStatement statement, String state)
      throws SQLException {
    String digest = Digest.of(statement);
    Query.run(connection, sql(NOTE), script, number(statement), digest, operation, state);
    noted.put(statement.number(), new Noted(digest, state.equals("done")));
  }

  private void load(Connection connection) throws SQLException {
    noted.clear();
    try (PreparedStatement query = connection.prepareStatement(sql(LOAD))) {
      query.setString(1, script);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          noted.put(row.getInt(1), new Noted(row.getString(2), row.getString(3).equals("done")));
        }
      }
    }
  }

  private String sql(String text) {
    return text.formatted(table.steps(), table.history());
  }

  private static String number(ScriptStatement statement) {
    return Integer.toString(statement.number());
  }

  private static void asLoginRole(Connection connection, Transactions.Work work)
      throws SQLException {
    Transactions.run(
        connection,
        () -> {
          becomeLoginRole(connection);
          work.run();
        });
  }

  /** Until the end of the transaction: the script may have taken on a role that may write less. */
  private static void becomeLoginRole(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL ROLE NONE");
    }
  }
}
