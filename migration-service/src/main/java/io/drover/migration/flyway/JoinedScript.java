package io.drover.migration.flyway;

import io.drover.migration.execution.Script;
import io.drover.migration.execution.ScriptStatement;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Scripts that are run as one, each from a session as it was at the beginning. Goes by the name of
 * the one whose statement was visited last. Not thread-safe.
 */
final class JoinedScript implements Script {
  /** What is done to the session before each script. */
  @FunctionalInterface
  interface Anew {
    void begin() throws SQLException;
  }

  private final List<FlywayScript> scripts;
  private final Anew anew;
  private FlywayScript current;

  /** Of one script at least. */
  JoinedScript(List<FlywayScript> scripts, Anew anew) {
    this.scripts = List.copyOf(scripts);
    this.anew = anew;
    this.current = scripts.getFirst();
  }

  @Override
  public String name() {
    return current.name();
  }

  @Override
  public int size() {
    return scripts.stream().mapToInt(FlywayScript::size).sum();
  }

  @Override
  public void forEach(Visitor visitor) throws SQLException, OperationFailure, InterruptedException {
    int before = 0;
    for (FlywayScript each : scripts) {
      int shift = before;
      current = each;
      anew.begin();
      each.forEach(statement -> visitor.visit(new Shifted(statement, shift)));
      before += each.size();
    }
  }

  /** A statement that others come before. */
  private record Shifted(ScriptStatement statement, int shift) implements ScriptStatement {
    @Override
    public int number() {
      return shift + statement.number();
    }

    @Override
    public int line() {
      return statement.line();
    }

    @Override
    public String text() {
      return statement.text();
    }

    @Override
    public long run(Connection connection) throws SQLException {
      return statement.run(connection);
    }
  }
}
