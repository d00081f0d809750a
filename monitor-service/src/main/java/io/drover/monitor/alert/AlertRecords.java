package io.drover.monitor.alert;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.bus.Message;
import io.drover.bus.UnreadableException;
import io.drover.schemas.Alert;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topics;
import io.drover.service.outbox.OutboxRecord;

/** What this package publishes, as records. Thread-safe. */
final class AlertRecords {
  private final BusConfig bus;
  private final Codec codec;
  private final String source;

  /**
   * @param source {@code ce_source} of the records
   */
  AlertRecords(BusConfig bus, Codec codec, String source) {
    this.bus = bus;
    this.codec = codec;
    this.source = source;
  }

  /** An alert as it is now. */
  OutboxRecord of(Alert alert) {
    return OutboxRecord.of(bus, codec, Topics.ALERTS, alert.getAlertId(), alert, envelope(alert));
  }

  /** An alert of which nobody needs to know any more. */
  OutboxRecord gone(Alert alert) {
    return OutboxRecord.tombstone(bus, Topics.ALERTS, alert.getAlertId(), envelope(alert));
  }

  /** An answer to what is wrong on the topic of controls. */
  OutboxRecord refused(RequestRefused refused) {
    return OutboxRecord.of(
        bus,
        codec,
        Topics.OPERATION_EVENTS,
        refused.getHeader().getDatabase(),
        refused,
        Envelope.of(refused, source).subject(refused.getHeader().getKind()));
  }

  /** What no one can read. */
  OutboxRecord unreadable(Message<byte[]> message, UnreadableException why) {
    return OutboxRecord.deadLetter(bus, message, why);
  }

  private Envelope envelope(Alert alert) {
    return Envelope.of(alert, source)
        .subject(alert.getName())
        .correlation(alert.getCauseOperationId());
  }
}
