package io.drover.service.attempt;

import io.drover.service.ledger.OperationKey;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts at work on this instance. A round every half second ends those that were cancelled,
 * have passed their deadline or no longer own their operation. Thread-safe.
 */
public final class RunningAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(RunningAttempts.class);

  private final StateDatabase state;
  private final StateClock clock;
  private final Map<OperationKey, Entry> entries = new ConcurrentHashMap<>();

  private volatile boolean stopping;

  private record Entry(RunningOperation operation, AttemptScope scope) {}

  public RunningAttempts(StateDatabase state, StateClock clock) {
    this.state = state;
    this.clock = clock;
  }

  void add(RunningOperation operation, AttemptScope scope) {
    Entry former = entries.put(operation.key(), new Entry(operation, scope));
    if (former != null) {
      // Its lane was taken from it by this very instance, after the state database had been away.
      former.scope().end(new EndReason.Fenced());
    }
    if (stopping) {
      scope.end(new EndReason.Stopping());
    }
  }

  void remove(RunningOperation operation, AttemptScope scope) {
    entries.remove(operation.key(), new Entry(operation, scope));
  }

  /** Operations at work, as kind/operationId. */
  public List<String> names() {
    return entries.keySet().stream().map(OperationKey::toString).sorted().toList();
  }

  /** Whether this instance stops: nothing is to be begun any more. */
  boolean stopping() {
    return stopping;
  }

  /** Ends every attempt, and any that may still begin, because this instance stops. */
  public void stop() {
    stopping = true;
    entries.values().forEach(entry -> entry.scope().end(new EndReason.Stopping()));
  }

  /** One round. */
  public void watch() {
    for (Entry entry : entries.values()) {
      if (!entry.operation().deadline().isAfter(clock.instant())) {
        entry.scope().end(new EndReason.DeadlineExceeded());
      }
    }
    if (entries.isEmpty()) {
      return;
    }
    try {
      state.change(this::compare);
    } catch (SQLException away) {
      LOG.warn("The ledger cannot be read; running operations go on: {}", away.getMessage());
    }
  }

  private void compare(Connection connection) throws SQLException {
    List<OperationKey> keys = List.copyOf(entries.keySet());
    String[] kinds = keys.stream().map(OperationKey::kind).toArray(String[]::new);
    String[] ids = keys.stream().map(OperationKey::operationId).toArray(String[]::new);
    try (var select =
        connection.prepareStatement(
            """
            SELECT kind, operation_id, attempt, state, cancel_requested, cancel_by, cancel_reason FROM operation
            WHERE (kind, operation_id) IN (SELECT * FROM unnest(?::text[], ?::text[]))
            """)) {
      select.setArray(1, connection.createArrayOf("text", kinds));
      select.setArray(2, connection.createArrayOf("text", ids));
      try (var row = select.executeQuery()) {
        while (row.next()) {
          Entry entry = entries.get(new OperationKey(row.getString(1), row.getString(2)));
          if (entry == null) {
            continue;
          }
          if (row.getInt(3) > entry.operation().attempt()) {
            entry.scope().end(new EndReason.Fenced());
          } else if (row.getBoolean(5)) {
            entry.scope().end(new EndReason.Cancelled(row.getString(6), row.getString(7)));
          }
        }
      }
    }
  }
}
