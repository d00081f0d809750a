package io.drover.service.ledger;

import static io.drover.service.ledger.FactWriter.key;
import static io.drover.service.ledger.FactWriter.waiting;

import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationHeader;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.Announcement;
import io.drover.service.operation.Outcome.ChildRequest;
import io.drover.service.outbox.Outbox;
import io.drover.service.state.StateDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt may write about its operation. Every change states its fact in the same
 * transaction and is conditional on the attempt still owning the operation: each method returns
 * false, and has changed nothing, when it does not. Thread-safe.
 */
public class Ledger {
  private final StateDatabase state;
  private final Facts facts;
  private final FactWriter writer;

  public Ledger(
      StateDatabase state,
      Outbox outbox,
      Facts facts,
      EndMeter ends,
      String service,
      String instance) {
    this.state = state;
    this.facts = facts;
    this.writer = new FactWriter(state, outbox, facts, ends, service, instance);
  }

  FactWriter writer() {
    return writer;
  }

  /** Whether a write of this attempt may happen: the fence. */
  boolean owned(LedgerRow row, RunningOperation operation) {
    return row.state() == OperationState.RUNNING && row.attempt() == operation.attempt();
  }

  /** True while the attempt owns the operation. */
  public boolean owns(RunningOperation operation) throws SQLException {
    // Nothing is written with it, and a row lock would cost a flush of the log.
    try (Connection connection = state.dataSource().getConnection()) {
      return LedgerRow.look(connection, operation.key())
          .filter(row -> owned(row, operation))
          .isPresent();
    }
  }

  /** States a fact of the operation, which goes on, together with a change of other tables. */
  public boolean tell(
      RunningOperation operation,
      Function<OperationHeader, SpecificRecord> fact,
      List<Announcement> announcements,
      StateDatabase.Change along)
      throws SQLException {
    return asOwner(
        operation,
        (connection, row) -> {
          along.run(connection);
          writer.tell(connection, row, operation.attempt(), fact, announcements);
        });
  }

  /** Ends the operation with its terminal fact. */
  public boolean finish(
      RunningOperation operation,
      OperationState terminal,
      Function<OperationHeader, SpecificRecord> fact,
      List<Announcement> announcements)
      throws SQLException {
    return asOwner(
        operation, (connection, row) -> writer.end(connection, row, terminal, fact, announcements));
  }

  /** Ends the operation as failed. */
  public boolean fail(RunningOperation operation, OperationFailure failure) throws SQLException {
    return fail(operation, failure, List.of());
  }

  /** Ends the operation as failed, with what it found out all the same. */
  public boolean fail(
      RunningOperation operation, OperationFailure failure, List<Announcement> announcements)
      throws SQLException {
    return finish(
        operation, OperationState.FAILED, header -> Facts.failed(header, failure), announcements);
  }

  /** Ends the operation as rejected. */
  public boolean reject(RunningOperation operation, OperationFailure failure) throws SQLException {
    return finish(
        operation, OperationState.REJECTED, header -> Facts.rejected(header, failure), List.of());
  }

  /** Ends the operation as cancelled. */
  public boolean cancelled(RunningOperation operation, String requestedBy, String reason)
      throws SQLException {
    return finish(
        operation,
        OperationState.CANCELLED,
        header ->
            OperationCancelled.newBuilder()
                .setHeader(header)
                .setRequestedBy(requestedBy)
                .setReason(reason)
                .build(),
        List.of());
  }

  /** Id of a child: the same for the same parent and name, so that asking twice is asking once. */
  public static String childId(OperationKey parent, String name) {
    byte[] seed = (parent + "#" + name).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(seed).toString();
  }

  /** Lets the operation wait for a child, which is requested in the same transaction. */
  public boolean await(RunningOperation operation, ChildRequest child, String why)
      throws SQLException {
    OperationKey childKey = new OperationKey(child.kind(), childId(operation.key(), child.name()));
    return asOwner(
        operation,
        (connection, row) -> {
          if (row.cancelRequested()) {
            // Nobody would look at the cancel before the child had ended.
            putOff(connection, row, row.now(), row.awaySince());
            return;
          }
          try (var update =
              connection.prepareStatement(
                  """
                  UPDATE operation SET state = 'AWAITING', child_kind = ?, child_id = ?, child_outcome = NULL,
                    child_fact = NULL, lost_attempts = 0, away_since = NULL
                  WHERE kind = ? AND operation_id = ?
                  """)) {
            key(update, 1, childKey);
            key(update, 3, operation.key());
            update.executeUpdate();
          }
          writer.tell(
              connection,
              row,
              operation.attempt(),
              header -> waiting(header, "child", why, row.deadline(), childKey));
          SpecificRecord command = child.command().apply(childKey.operationId());
          Submission.nameParent(command, operation.key());
          writer.send(
              connection, facts.on(child.topic(), row.origin().database(), row.origin(), command));
        });
  }

  /**
   * Lets the operation wait for any of its children, of which these are requested in the same
   * transaction. It goes on at once where one has ended that the attempt has not seen.
   *
   * @param along a change of the service's own tables
   */
  public boolean awaitAny(
      RunningOperation operation,
      List<ChildRequest> children,
      String why,
      StateDatabase.Change along)
      throws SQLException {
    OperationKey parent = operation.key();
    return asOwner(
        operation,
        (connection, row) -> {
          if (row.cancelRequested()) {
            putOff(connection, row, row.now(), row.awaySince());
            return;
          }
          AwaitedChildren.Count before = AwaitedChildren.count(connection, parent);
          along.run(connection);
          AwaitedChildren.forget(connection, parent, operation.endedChildren());
          for (ChildRequest child : children) {
            OperationKey childKey = new OperationKey(child.kind(), childId(parent, child.name()));
            SpecificRecord command = child.command().apply(childKey.operationId());
            Submission.nameParent(command, parent);
            String database = Submission.database(command);
            AwaitedChildren.add(connection, parent, childKey, database);
            writer.send(connection, facts.on(child.topic(), database, row.origin(), command));
          }
          AwaitedChildren.Count now = AwaitedChildren.count(connection, parent);
          if (now.open() + now.ended() == 0) {
            throw new IllegalStateException(parent + " waits for nobody");
          }
          waitFor(connection, row, now);
          if (before.open() + before.ended() == 0) {
            writer.tell(
                connection,
                row,
                operation.attempt(),
                header -> waiting(header, "child", why, row.deadline(), null));
          }
        });
  }

  private static void waitFor(Connection connection, LedgerRow row, AwaitedChildren.Count children)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE operation SET state = ?, resume_at = CASE WHEN ? THEN clock_timestamp() END,
              child_kind = NULL, child_id = NULL, child_outcome = NULL, child_fact = NULL,
              lost_attempts = 0, away_since = NULL
            WHERE kind = ? AND operation_id = ?
            """)) {
      OperationState state =
          children.ended() > 0 ? OperationState.RETRYING : OperationState.AWAITING;
      update.setString(1, state.name());
      update.setBoolean(2, children.ended() > 0);
      key(update, 3, row.origin().key());
      update.executeUpdate();
    }
  }

  /**
   * Puts the operation off, at most to its deadline.
   *
   * @param awaySince since when its target or repository has been away; null when it is not
   */
  public boolean retry(
      RunningOperation operation, Duration delay, String why, @Nullable Instant awaySince)
      throws SQLException {
    return asOwner(
        operation,
        (connection, row) -> {
          Instant resumeAt = resumeAt(row, delay);
          putOff(connection, row, resumeAt, awaySince);
          writer.tell(
              connection,
              row,
              operation.attempt(),
              header -> waiting(header, "retry", why, resumeAt, null));
        });
  }

  /** Gives the operation back untold, because this instance stops: another one goes on at once. */
  public boolean release(RunningOperation operation) throws SQLException {
    return asOwner(
        operation, (connection, row) -> putOff(connection, row, row.now(), row.awaySince()));
  }

  /** States that the attempt waits for the target lock. */
  public boolean waitingForLock(RunningOperation operation, String detail) throws SQLException {
    return asOwner(
        operation,
        (connection, row) ->
            writer.tell(
                connection,
                row,
                operation.attempt(),
                header -> waiting(header, "target-lock", detail, row.deadline(), null)));
  }

  private static Instant resumeAt(LedgerRow row, Duration delay) {
    if (row.cancelRequested()) {
      return row.now();
    }
    Instant wanted = row.now().plus(delay);
    return wanted.isAfter(row.deadline()) ? row.deadline() : wanted;
  }

  private static void putOff(
      Connection connection, LedgerRow row, Instant resumeAt, @Nullable Instant awaySince)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE operation SET state = 'RETRYING', resume_at = ?, lost_attempts = 0, away_since = ?
            WHERE kind = ? AND operation_id = ?
            """)) {
      update.setObject(1, resumeAt.atOffset(ZoneOffset.UTC));
      update.setObject(2, awaySince == null ? null : awaySince.atOffset(ZoneOffset.UTC));
      key(update, 3, row.origin().key());
      update.executeUpdate();
    }
  }

  @FunctionalInterface
  private interface OwnersChange {
    void make(Connection connection, LedgerRow row) throws SQLException;
  }

  private boolean asOwner(RunningOperation operation, OwnersChange change) throws SQLException {
    return state.inTransaction(
        connection -> {
          Optional<LedgerRow> row = LedgerRow.find(connection, operation.key());
          if (row.isEmpty() || !owned(row.get(), operation)) {
            return false;
          }
          change.make(connection, row.get());
          return true;
        });
  }
}
