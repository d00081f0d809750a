package io.drover.monitor.alert;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.bus.TransactionFailure;
import io.drover.bus.TransactionalPublisher;
import io.drover.schemas.Alert;
import io.drover.schemas.Topics;
import io.drover.service.outbox.OutboxRecord;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The topic of alerts, written in transactions under one id: an instance that stalled and lost the
 * lease is fenced by Kafka and overwrites nothing newer. For one thread.
 */
final class AlertTopic implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final BusConfig bus;
  private final Codec codec;
  private final String source;
  private @Nullable TransactionalPublisher publisher;

  /**
   * @param source {@code ce_source} of the records
   */
  AlertTopic(BusConfig bus, Codec codec, String source) {
    this.bus = bus;
    this.codec = codec;
    this.source = source;
  }

  /**
   * Publishes all or nothing. Of alerts that are long over the key is removed.
   *
   * @throws TransactionFailure it is not known to be published; the same may be published again
   */
  void publish(List<Alert> alerts, List<Alert> over) throws TransactionFailure {
    boolean done = false;
    try {
      TransactionalPublisher current = connected();
      current.begin();
      for (Alert alert : alerts) {
        send(
            current,
            OutboxRecord.of(bus, codec, Topics.ALERTS, alert.getAlertId(), alert, envelope(alert)));
      }
      for (Alert alert : over) {
        send(
            current,
            OutboxRecord.tombstone(bus, Topics.ALERTS, alert.getAlertId(), envelope(alert)));
      }
      current.commit();
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private Envelope envelope(Alert alert) {
    return Envelope.of(alert, source)
        .subject(alert.getName())
        .correlation(alert.getCauseOperationId());
  }

  private TransactionalPublisher connected() throws TransactionFailure {
    TransactionalPublisher current = publisher;
    if (current == null) {
      current = new TransactionalPublisher(bus, bus.topicPrefix() + "alerts", TIMEOUT);
      publisher = current;
      current.init();
    }
    return current;
  }

  private static void send(TransactionalPublisher to, OutboxRecord record) {
    to.send(record.topic(), record.key(), record.value(), record.headers());
  }

  /** Lets go of the bus; the next {@link #publish} connects again and fences any other. */
  @Override
  public void close() {
    TransactionalPublisher current = publisher;
    publisher = null;
    if (current != null) {
      current.close();
    }
  }
}
