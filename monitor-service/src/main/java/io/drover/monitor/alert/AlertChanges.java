package io.drover.monitor.alert;

import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.outbox.OutboxRecord;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what was decided about alerts, and states each change in the same transaction: the topic
 * tells all of them once and in their order, whenever an instance ends.
 */
final class AlertChanges {
  /** For how long the topic keeps alerts that are over. */
  static final Duration RETENTION = Duration.ofDays(30);

  private static final int BATCH = 500;

  private final StateDatabase state;
  private final AlertStore store;
  private final Outbox outbox;
  private final AlertRecords records;
  private final Duration retention;
  private final StepListener steps;
  private final Runnable wake;

  /**
   * @param wake tells the relay, after the commit
   */
  AlertChanges(
      StateDatabase state,
      AlertStore store,
      Outbox outbox,
      AlertRecords records,
      Duration retention,
      StepListener steps,
      Runnable wake) {
    this.state = state;
    this.store = store;
    this.outbox = outbox;
    this.records = records;
    this.retention = retention;
    this.steps = steps;
    this.wake = wake;
  }

  /** Writes steps from alerts as they are; those that change what is told of one are stated. */
  void write(Connection connection, List<AlertRow> from, List<Transitions.Step> steps)
      throws SQLException {
    Map<String, Integer> told = new HashMap<>();
    from.forEach(row -> told.put(row.alertId(), row.body().getSequence()));
    List<OutboxRecord> changed = new ArrayList<>();
    for (Transitions.Step step : steps) {
      switch (step) {
        case Transitions.Step.Save(AlertRow row) -> {
          store.save(connection, row);
          if (row.body().getSequence() > told.getOrDefault(row.alertId(), 0)) {
            changed.add(records.of(row.body()));
          }
        }
        case Transitions.Step.Drop(String alertId) -> store.remove(connection, alertId);
      }
    }
    state(connection, changed, "alerts-decided");
  }

  /** Removes the keys of alerts that have been over for long. */
  void forget(Connection connection, Instant now) throws SQLException {
    List<OutboxRecord> gone = new ArrayList<>();
    for (AlertRow row : store.resolvedBefore(connection, now.minus(retention), BATCH)) {
      store.remove(connection, row.alertId());
      gone.add(records.gone(row.body()));
    }
    state(connection, gone, "alerts-forgotten");
  }

  private void state(Connection connection, List<OutboxRecord> stated, String step)
      throws SQLException {
    if (!stated.isEmpty()) {
      outbox.add(connection, stated);
      state.afterCommit(
          () -> {
            wake.run();
            steps.reached("", step);
          });
    }
  }
}
