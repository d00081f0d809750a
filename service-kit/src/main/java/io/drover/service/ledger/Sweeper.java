package io.drover.service.ledger;

import io.drover.service.ledger.EarlyCancels.Cancel;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds every few seconds what no event will bring: forgotten lanes, requests and deadlines that
 * ran out unseen.
 */
public class Sweeper {
  /**
   * Longer than the request topics keep records plus the longest expiry, so that a replay always
   * meets its ledger row.
   */
  public static final Duration LEDGER_KEPT = Duration.ofDays(60);

  private static final int AT_ONCE = 500;

  private final StateDatabase state;
  private final FactWriter writer;
  private final Beginning beginning;
  private final Interventions interventions;
  private final Lanes lanes;

  public Sweeper(
      StateDatabase state,
      Ledger ledger,
      Beginning beginning,
      Interventions interventions,
      Lanes lanes) {
    this.state = state;
    this.writer = ledger.writer();
    this.beginning = beginning;
    this.interventions = interventions;
    this.lanes = lanes;
  }

  /** Does one round. */
  public void sweep() throws SQLException {
    state.inTransaction(lanes::sweep);
    for (OperationKey key : overdue()) {
      state.change(connection -> end(connection, key));
    }
    state.change(this::cancelOvertaken);
    state.change(Sweeper::forget);
  }

  private List<OperationKey> overdue() throws SQLException {
    return state.inTransaction(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                  SELECT kind, operation_id FROM operation
                  WHERE finished_at IS NULL AND (
                    (attempt = 0 AND state <> 'APPROVAL' AND least(expires_at, deadline) <= clock_timestamp())
                    OR (state = 'APPROVAL' AND approve_by <= clock_timestamp())
                    OR (state = 'AWAITING' AND deadline <= clock_timestamp()))
                  LIMIT ?
                  """)) {
            select.setInt(1, AT_ONCE);
            List<OperationKey> keys = new ArrayList<>();
            try (var row = select.executeQuery()) {
              while (row.next()) {
                keys.add(new OperationKey(row.getString(1), row.getString(2)));
              }
            }
            return keys;
          }
        });
  }

  private void end(Connection connection, OperationKey key) throws SQLException {
    Optional<LedgerRow> found = LedgerRow.find(connection, key);
    if (found.isEmpty()) {
      return;
    }
    LedgerRow row = found.get();
    if (row.state() == OperationState.AWAITING) {
      interventions.resume(connection, row, new Cancel("drover", "The parent's deadline passed."));
    } else if (row.state() == OperationState.APPROVAL) {
      unapproved(connection, row);
    } else if (row.state() == OperationState.ACCEPTED && beginning.expired(row)) {
      writer.end(
          connection,
          row,
          OperationState.REJECTED,
          header -> Facts.rejected(header, Beginning.expiry(row)),
          List.of());
    } else if (row.state() == OperationState.ACCEPTED) {
      writer.end(
          connection,
          row,
          OperationState.FAILED,
          header -> Facts.failed(header, Beginning.overdue(row)),
          List.of());
    }
  }

  private void unapproved(Connection connection, LedgerRow row) throws SQLException {
    Instant approveBy = Held.of(connection, row.origin().key()).approveBy();
    if (!approveBy.isAfter(row.now())) {
      writer.end(
          connection,
          row,
          OperationState.REJECTED,
          header -> Facts.rejected(header, ApprovalFailures.missing(approveBy)),
          List.of());
    }
  }

  private void cancelOvertaken(Connection connection) throws SQLException {
    for (Map.Entry<OperationKey, Cancel> each : EarlyCancels.overtaken(connection).entrySet()) {
      interventions.cancel(each.getKey(), each.getValue().requestedBy(), each.getValue().reason());
    }
  }

  private static void forget(Connection connection) throws SQLException {
    for (String statement :
        List.of(
            "DELETE FROM operation WHERE finished_at < clock_timestamp() - make_interval(days =>"
                + " ?)",
            "DELETE FROM early_cancel WHERE received_at < clock_timestamp() - make_interval(days =>"
                + " ?)")) {
      try (var delete = connection.prepareStatement(statement)) {
        delete.setInt(1, (int) LEDGER_KEPT.toDays());
        delete.executeUpdate();
      }
    }
  }
}
