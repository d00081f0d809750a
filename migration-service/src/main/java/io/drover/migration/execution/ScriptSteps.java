package io.drover.migration.execution;

import io.drover.migration.execution.StepsTable.Noted;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps of one script outside a transaction. The script itself is step 0, begun until the
 * history has it as applied. Written by the script's own session, as the role that it logged in
 * with.
 */
final class ScriptSteps {
  private final StepsTable table;
  private final Map<Integer, Noted> noted = new HashMap<>();

  ScriptSteps(StepsTable table) {
    this.table = table;
  }

  /** Reads what an earlier run has noted, or begins anew; makes the table if it is missing. */
  void open(Connection connection, List<ScriptStatement> statements) throws SQLException {
    asLoginRole(
        connection,
        () -> {
          table.createIfMissing(connection);
          noted.putAll(table.load(connection));
          Noted whole = noted.get(0);
          if (whole == null || whole.done()) {
            noted.clear();
            table.clear(connection);
          }
          if (changed(statements).isEmpty()) {
            table.open(connection, Digest.of(statements));
          }
        });
  }

  /** Whether an earlier run began the script. */
  boolean resumed() {
    return noted.containsKey(0);
  }

  /** The numbers of statements that were begun or done by an earlier run with another text. */
  List<Integer> changed(List<ScriptStatement> statements) {
    return noted.entrySet().stream()
        .filter(step -> step.getKey() > 0)
        .filter(
            step ->
                step.getKey() > statements.size()
                    || !step.getValue()
                        .digest()
                        .equals(Digest.of(statements.get(step.getKey() - 1))))
        .map(Map.Entry::getKey)
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
    asLoginRole(connection, () -> note(connection, statement, false));
  }

  /** Notes it after it was run. */
  void done(Connection connection, ScriptStatement statement) throws SQLException {
    asLoginRole(connection, () -> note(connection, statement, true));
  }

  /** Notes it in the transaction that it was run in, which then is committed as the login role. */
  void doneAlong(Connection connection, ScriptStatement statement) throws SQLException {
    becomeLoginRole(connection);
    note(connection, statement, true);
  }

  /** Takes the note back, as nothing of the statement is there. */
  void forget(Connection connection, ScriptStatement statement) throws SQLException {
    asLoginRole(connection, () -> table.forget(connection, statement.number()));
    noted.remove(statement.number());
  }

  private void note(Connection connection, ScriptStatement statement, boolean done)
      throws SQLException {
    Noted step = new Noted(Digest.of(statement), done);
    table.note(connection, statement.number(), step);
    noted.put(statement.number(), step);
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
