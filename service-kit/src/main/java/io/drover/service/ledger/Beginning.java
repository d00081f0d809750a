package io.drover.service.ledger;

import static io.drover.service.ledger.FactWriter.key;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a lane does next and begins attempts. Called only by the one who executes the lane.
 */
public class Beginning {
  private static final int LOST_ATTEMPTS = 3;

  private final StateDatabase state;
  private final FactWriter writer;

  public Beginning(StateDatabase state, Ledger ledger) {
    this.state = state;
    this.writer = ledger.writer();
  }

  /**
   * The next turn of a lane; a turn with an operation in it has begun an attempt of that operation.
   */
  public Turn next(String lane) throws SQLException {
    return state.inTransaction(
        connection -> {
          Optional<LedgerRow> head = LedgerRow.head(connection, lane);
          return head.isEmpty() ? new Turn.Idle(Optional.empty()) : turn(connection, head.get());
        });
  }

  private Turn turn(Connection connection, LedgerRow row) throws SQLException {
    if (row.state() == OperationState.AWAITING) {
      return new Turn.Idle(Optional.empty());
    }
    boolean overdue = !row.deadline().isAfter(row.now());
    if (!row.cancelRequested()
        && !overdue
        && row.resumeAt() != null
        && row.resumeAt().isAfter(row.now())) {
      return new Turn.Idle(Optional.of(row.resumeAt()));
    }
    if (expired(row)) {
      writer.end(
          connection,
          row,
          OperationState.REJECTED,
          header -> Facts.rejected(header, expiry(row)),
          List.of());
      return new Turn.Again();
    }
    // Nobody else executes this lane: whoever was running it is lost.
    int lost = row.lostAttempts() + (row.state() == OperationState.RUNNING ? 1 : 0);
    RunningOperation operation = begun(connection, row, lost);
    if (row.cancelRequested()) {
      return new Turn.Cancel(operation, row.cancelBy(), row.cancelReason());
    }
    if (overdue) {
      return new Turn.Fail(operation, overdue(row));
    }
    if (lost >= LOST_ATTEMPTS) {
      return new Turn.Fail(operation, lost());
    }
    // One of many children has ended: to tell each time would drown the operation's own facts.
    if (row.state() != OperationState.RETRYING || operation.endedChildren().isEmpty()) {
      writer.tell(connection, row, operation.attempt(), writer::started);
    }
    return new Turn.Run(operation);
  }

  /** Whether a request that never began is past its expiry: it is then never run. */
  boolean expired(LedgerRow row) {
    return row.attempt() == 0 && !row.expiresAt().isAfter(row.now());
  }

  private static RunningOperation begun(Connection connection, LedgerRow row, int lost)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE operation SET state = 'RUNNING', attempt = ?, lost_attempts = ?, resume_at = NULL
            WHERE kind = ? AND operation_id = ?
            """)) {
      update.setInt(1, row.attempt() + 1);
      update.setInt(2, lost);
      key(update, 3, row.origin().key());
      update.executeUpdate();
    }
    // Before its first attempt it has asked for nothing.
    return row.held(
        row.attempt() + 1,
        row.attempt() == 0 ? List.of() : AwaitedChildren.ended(connection, row.origin().key()));
  }

  static OperationFailure expiry(LedgerRow row) {
    return OperationFailure.of(
        FailureCode.EXPIRED,
        "The request expired at " + row.expiresAt() + " before it could start.",
        "Publish it again under a new operationId, with a later expiresAt if the database is"
            + " busy.");
  }

  static OperationFailure overdue(LedgerRow row) {
    return OperationFailure.of(
            FailureCode.DEADLINE_EXCEEDED,
            "The operation was not done by its deadline, " + row.deadline() + ".",
            "Publish it again under a new operationId with a larger timeoutSeconds.")
        .asRetryable();
  }

  private static OperationFailure lost() {
    return OperationFailure.of(
        FailureCode.INTERNAL,
        "The service died or was cut off "
            + LOST_ATTEMPTS
            + " times in a row during this operation.",
        "Look for the cause (memory, node, disk) in the service's log, then request it again.");
  }
}
