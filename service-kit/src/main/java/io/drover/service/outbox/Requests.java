package io.drover.service.outbox;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.schemas.Topic;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Requests that a service makes of its own accord, to itself or to others. Thread-safe. */
public final class Requests {
  private final StateDatabase state;
  private final Outbox outbox;
  private final BusConfig bus;
  private final Codec codec;
  private final String source;
  private final Runnable wake;

  /**
   * @param source who asks, as in {@code ce_source}
   * @param wake called after a commit, so that the relay need not wait for its next round
   */
  public Requests(
      StateDatabase state,
      Outbox outbox,
      BusConfig bus,
      Codec codec,
      String source,
      Runnable wake) {
    this.state = state;
    this.outbox = outbox;
    this.bus = bus;
    this.codec = codec;
    this.source = source;
    this.wake = wake;
  }

  /**
   * Adds a request to the caller's transaction: it reaches its topic exactly once if that commits,
   * and never if it does not.
   *
   * @param key the database's name
   * @param operationId id that the command carries
   */
  public void publish(
      Connection connection, Topic topic, String key, String operationId, SpecificRecord command)
      throws SQLException {
    Envelope envelope = Envelope.of(command, source).correlation(operationId);
    outbox.add(connection, List.of(OutboxRecord.of(bus, codec, topic, key, command, envelope)));
    state.afterCommit(wake);
  }
}
