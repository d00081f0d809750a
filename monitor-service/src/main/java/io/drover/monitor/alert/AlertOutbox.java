package io.drover.monitor.alert;

import io.drover.bus.TransactionFailure;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Brings to the topic what the state database has decided: the newest state of each alert, until
 * Kafka has confirmed it. For one thread of the instance that holds the lease.
 */
final class AlertOutbox {
  /** For how long the topic keeps alerts that are over. */
  static final Duration RETENTION = Duration.ofDays(30);

  private static final int BATCH = 500;

  private final StateDatabase state;
  private final AlertStore store;
  private final AlertTopic topic;
  private final Clock clock;

  AlertOutbox(StateDatabase state, AlertStore store, AlertTopic topic, Clock clock) {
    this.state = state;
    this.store = store;
    this.topic = topic;
    this.clock = clock;
  }

  /**
   * Publishes until nothing is left.
   *
   * @throws TransactionFailure Kafka did not take it; it stays where it is
   */
  void publish() throws SQLException, TransactionFailure {
    while (publishBatch()) {
      // The next one.
    }
  }

  private boolean publishBatch() throws SQLException, TransactionFailure {
    List<AlertRow> changed = state.inTransaction(c -> store.unpublished(c, BATCH));
    List<AlertRow> over =
        state.inTransaction(c -> store.resolvedBefore(c, clock.instant().minus(RETENTION), BATCH));
    if (changed.isEmpty() && over.isEmpty()) {
      return false;
    }
    topic.publish(
        changed.stream().map(AlertRow::body).toList(), over.stream().map(AlertRow::body).toList());
    state.change(
        connection -> {
          for (AlertRow row : changed) {
            store.published(connection, row);
          }
          for (AlertRow row : over) {
            store.remove(connection, row.alertId());
          }
        });
    return true;
  }
}
