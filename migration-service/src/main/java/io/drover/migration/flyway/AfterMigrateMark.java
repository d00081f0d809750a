package io.drover.migration.flyway;

import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * A line in the comment of the history table that says that scripts were applied and those of
 * {@code afterMigrate} have not run since. It is written in the transaction of each script, if it
 * is not there yet, and taken away when the run is over: a run that was killed in between, or whose
 * {@code afterMigrate} failed, is known to the next one, though nothing is pending for it.
 */
final class AfterMigrateMark implements Callback {
  static final String LINE = "drover: afterMigrate is due";

  /** Only the owner may comment; for others it stays as it is without the mark. */
  private static final String COMMENT =
      """
      SELECT coalesce(obj_description(oid, 'pg_class'), ''),
             format('COMMENT ON TABLE %s IS ', oid::regclass)
        FROM pg_class
       WHERE oid = to_regclass(format('%I.%I', coalesce(?, current_schema()), ?))
         AND pg_has_role(relowner, 'USAGE')
      """;

  private final Attempt<?> attempt;
  private final MigrationNamespace namespace;

  AfterMigrateMark(Attempt<?> attempt, MigrationNamespace namespace) {
    this.attempt = attempt;
    this.namespace = namespace;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    try {
      write(context.getConnection(), true);
    } catch (SQLException e) {
      throw new CarriedException(e);
    }
  }

  /** The run is over, and all of it ran. */
  void clear() throws OperationFailure {
    try (Connection connection = attempt.connect()) {
      write(connection, false);
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }

  private void write(Connection connection, boolean due) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(COMMENT);
        Statement change = connection.createStatement()) {
      query.setString(1, namespace.schemas().isEmpty() ? null : namespace.schemas().getFirst());
      query.setString(2, namespace.table());
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          String comment = without(row.getString(1));
          String text = due ? (comment.isEmpty() ? LINE : comment + "\n" + LINE) : comment;
          if (!text.equals(row.getString(1))) {
            change.execute(
                row.getString(2) + (text.isEmpty() ? "NULL" : change.enquoteLiteral(text)));
          }
        }
      }
    }
  }

  /** Whether the comment of a history table holds the line. */
  static boolean in(@Nullable String comment) {
    return comment != null && comment.lines().anyMatch(LINE::equals);
  }

  private static String without(String comment) {
    return String.join("\n", comment.lines().filter(line -> !line.equals(LINE)).toList());
  }

  @Override
  public String getCallbackName() {
    return "drover-after-migrate";
  }
}
