package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.restore.RestoreMarks.Restored;
import io.drover.backup.swap.Mark;
import io.drover.backup.swap.NamedDatabase;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How an operation knows whether its restore in place was committed: the transaction itself writes
 * a mark into the database's comment, so the mark is there exactly when the rows are. Once it has
 * been seen, that is noted with the service, and only then the comment comes back.
 */
final class InPlaceMark {
  private final Attempt<RestoreRequested> attempt;
  private final RestoreMarks marks;
  private final String name;

  InPlaceMark(Attempt<RestoreRequested> attempt, RestoreMarks marks) {
    this.attempt = attempt;
    this.marks = marks;
    this.name = attempt.target().physicalName();
  }

  /**
   * Notes what will have been restored, and makes the statement that says so.
   *
   * @param database as it is under the target lock
   */
  String announce(Connection maintenance, NamedDatabase database, Restored restored)
      throws SQLException, OperationFailure {
    marks.write(key(database.oid()), restored);
    Mark mark =
        new Mark(
            Mark.State.RESTORED,
            attempt.operationId(),
            name,
            database.oid(),
            null,
            new Mark.Before(database.comment(), database.allowConnections()),
            null);
    return Sql.format(maintenance, "COMMENT ON DATABASE %I IS %L", name, mark.text());
  }

  /** What was committed, if it was; takes the mark off. To be called when no session restores. */
  Optional<Restored> settle(Connection maintenance)
      throws SQLException, OperationFailure, InterruptedException {
    Optional<NamedDatabase> database = NamedDatabase.find(maintenance, name);
    if (database.isEmpty()) {
      return Optional.empty();
    }
    RestoreMarks.Key key = key(database.get().oid());
    if (database.get().isMarkedBy(Mark.State.RESTORED, attempt.operationId())) {
      marks.see(key);
      attempt.reached("commit-seen");
      String comment = database.get().requireMark().before().comment();
      Sql.execute(maintenance, "COMMENT ON DATABASE %I IS %L", name, comment);
    }
    return marks.findSeen(key);
  }

  /** The same without touching anything. */
  boolean isCommitted(Connection maintenance) throws SQLException, OperationFailure {
    Optional<NamedDatabase> database = NamedDatabase.find(maintenance, name);
    return database.isPresent()
        && (database.get().isMarkedBy(Mark.State.RESTORED, attempt.operationId())
            || marks.findSeen(key(database.get().oid())).isPresent());
  }

  private RestoreMarks.Key key(long oid) {
    return new RestoreMarks.Key(attempt.operationId(), attempt.target().server().name(), oid, name);
  }
}
