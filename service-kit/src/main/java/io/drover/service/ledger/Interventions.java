package io.drover.service.ledger;

import static io.drover.service.ledger.FactWriter.key;

import io.drover.schemas.OperationControl;
import io.drover.schemas.Topics;
import io.drover.service.ledger.EarlyCancels.Cancel;
import io.drover.service.ledger.RunningOperation.EndedChild;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What others do to operations: cancel them, end their children. */
public class Interventions {
  private final StateDatabase state;
  private final Facts facts;
  private final FactWriter writer;
  private final Lanes lanes;

  public Interventions(StateDatabase state, Facts facts, Ledger ledger, Lanes lanes) {
    this.state = state;
    this.facts = facts;
    this.writer = ledger.writer();
    this.lanes = lanes;
  }

  /** Cancels an operation, or remembers the cancel when the operation is not known yet. */
  public void cancel(OperationKey operation, String requestedBy, String reason)
      throws SQLException {
    Cancel cancel = new Cancel(requestedBy, reason);
    state.change(
        connection -> {
          Optional<LedgerRow> row = LedgerRow.find(connection, operation);
          if (row.isEmpty()) {
            EarlyCancels.remember(connection, operation, cancel);
          } else if (!row.get().state().terminal()) {
            cancel(connection, row.get(), cancel);
          }
        });
  }

  private void cancel(Connection connection, LedgerRow row, Cancel cancel) throws SQLException {
    if (row.attempt() == 0) {
      writer.end(
          connection,
          row,
          OperationState.CANCELLED,
          header -> Acceptance.cancelled(header, cancel),
          List.of());
      return;
    }
    try (var update =
        connection.prepareStatement(
            """
            UPDATE operation SET cancel_requested = true, cancel_by = ?, cancel_reason = ?
            WHERE kind = ? AND operation_id = ? AND NOT cancel_requested
            """)) {
      update.setString(1, cancel.requestedBy());
      update.setString(2, cancel.reason());
      key(update, 3, row.origin().key());
      update.executeUpdate();
    }
    if (row.state() != OperationState.RUNNING) {
      resume(connection, row, cancel);
    }
  }

  /** Brings an operation that waits back to its lane, and ends the child that it waited for. */
  void resume(Connection connection, LedgerRow row, Cancel childsCancel) throws SQLException {
    if (row.state() == OperationState.AWAITING
        && row.childKind() != null
        && row.childId() != null) {
      OperationControl control =
          OperationControl.newBuilder()
              .setKind(row.childKind())
              .setOperationId(row.childId())
              .setDatabase(row.origin().database())
              .setAction("cancel")
              .setRequestedBy(childsCancel.requestedBy())
              .setReason(childsCancel.reason())
              .build();
      writer.send(
          connection,
          facts.on(Topics.OPERATION_CONTROL, row.origin().database(), row.origin(), control));
    }
    try (var update =
        connection.prepareStatement(
            """
            UPDATE operation SET state = 'RETRYING', resume_at = clock_timestamp()
            WHERE kind = ? AND operation_id = ?
            """)) {
      key(update, 1, row.origin().key());
      update.executeUpdate();
    }
    if (row.lane() != null) {
      lanes.wake(connection, Set.of(row.lane()));
    }
  }

  /**
   * Resumes the operations that wait for these children.
   *
   * @return how many were resumed
   */
  public int childrenEnded(Collection<EndedChild> children) throws SQLException {
    if (children.isEmpty()) {
      return 0;
    }
    return state.inTransaction(
        connection -> {
          Set<String> woken = new TreeSet<>();
          int resumed = AwaitedChildren.end(connection, children, woken);
          // In one order for all, so that two instances never wait for each other in a circle.
          for (EndedChild child : sorted(children)) {
            resumed += childEnded(connection, child, woken);
          }
          lanes.wake(connection, woken);
          return resumed;
        });
  }

  private static List<EndedChild> sorted(Collection<EndedChild> children) {
    return children.stream()
        .sorted(Comparator.comparing(EndedChild::kind).thenComparing(EndedChild::operationId))
        .toList();
  }

  private static int childEnded(Connection connection, EndedChild child, Set<String> woken)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE operation SET state = 'RETRYING', resume_at = clock_timestamp(), child_outcome = ?, child_fact = ?
            WHERE state = 'AWAITING' AND child_kind = ? AND child_id = ?
            RETURNING lane
            """)) {
      update.setString(1, child.outcome());
      update.setBytes(2, child.fact());
      update.setString(3, child.kind());
      update.setString(4, child.operationId());
      int resumed = 0;
      try (var row = update.executeQuery()) {
        while (row.next()) {
          woken.add(row.getString(1));
          resumed++;
        }
      }
      return resumed;
    }
  }
}
