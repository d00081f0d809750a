package io.drover.service.ledger;

import io.drover.service.state.StateDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;

/**
 * What waits in the state database, as gauges of the whole service: {@code drover.outbox.pending}
 * records, {@code drover.service.operations.unfinished} operations, {@code drover.lanes.unfinished}
 * lanes with such. As of the last {@link #count}, however often they are read. Thread-safe.
 */
public class Backlog {
  private final StateDatabase state;
  private volatile Counts counts = new Counts(0, 0, 0);

  private record Counts(long records, long operations, long lanes) {}

  public Backlog(StateDatabase state, MeterRegistry meters) {
    this.state = state;
    Gauge.builder("drover.outbox.pending", this, backlog -> backlog.counts.records())
        .description("Records of the service that wait to be carried to Kafka")
        .register(meters);
    Gauge.builder(
            "drover.service.operations.unfinished", this, backlog -> backlog.counts.operations())
        .description("Operations of the service that have not ended")
        .register(meters);
    Gauge.builder("drover.lanes.unfinished", this, backlog -> backlog.counts.lanes())
        .description("Lanes of the service with such operations")
        .register(meters);
  }

  /** Counts anew; for a round every few seconds. */
  public void count() throws SQLException {
    counts =
        state.inTransaction(
            connection -> {
              try (var select =
                      connection.prepareStatement(
                          """
                          SELECT (SELECT count(*) FROM outbox), count(*), count(DISTINCT lane) FROM operation
                          WHERE finished_at IS NULL
                          """);
                  var row = select.executeQuery()) {
                row.next();
                return new Counts(row.getLong(1), row.getLong(2), row.getLong(3));
              }
            });
  }
}
