package io.drover.service.ledger;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.OperationFailure;
import io.drover.service.outbox.OutboxRecord;
import io.drover.service.trace.TraceContext;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Puts facts of operations into records for the outbox: one place that knows envelope, key and
 * encoding.
 */
public final class Facts {
  private final BusConfig bus;
  private final Codec codec;
  private final String source;

  /** Facts whose {@code ce_source} names the given service instance. */
  public Facts(BusConfig bus, Codec codec, String source) {
    this.bus = bus;
    this.codec = codec;
    this.source = source;
  }

  /** What ties a fact to its request. */
  public record Origin(
      OperationKey key,
      String database,
      @Nullable String requestEventId,
      @Nullable String traceparent) {}

  static OperationHeader header(Origin origin, int sequence, int attempt, Instant observedAt) {
    return OperationHeader.newBuilder()
        .setKind(origin.key().kind())
        .setOperationId(origin.key().operationId())
        .setDatabase(origin.database())
        .setSequence(sequence)
        .setAttempt(attempt)
        .setObservedAt(observedAt)
        .build();
  }

  /** A fact for the topic of operation events. */
  public OutboxRecord event(Origin origin, SpecificRecord fact) {
    return on(Topics.OPERATION_EVENTS, origin.database(), origin, fact);
  }

  /** A record of this operation for any topic. */
  public OutboxRecord on(Topic topic, String key, Origin origin, SpecificRecord body) {
    return OutboxRecord.of(bus, codec, topic, key, body, envelope(origin, body));
  }

  /** A tombstone; its envelope is of the type of the fact that goes with it. */
  OutboxRecord tombstone(Topic topic, String key, Origin origin, SpecificRecord fact) {
    return OutboxRecord.tombstone(bus, topic, key, envelope(origin, fact));
  }

  byte[] encode(SpecificRecord fact) {
    return codec.encode(fact);
  }

  OutboxRecord encoded(Origin origin, SpecificRecord fact, byte[] body) {
    return OutboxRecord.encoded(
        bus, Topics.OPERATION_EVENTS, origin.database(), body, envelope(origin, fact));
  }

  private Envelope envelope(Origin origin, SpecificRecord body) {
    return Envelope.of(body, source)
        .subject(origin.key().toString())
        .correlation(origin.key().operationId())
        .causation(origin.requestEventId())
        .traceparent(TraceContext.next(origin.traceparent()));
  }

  static OperationRejected rejected(OperationHeader header, OperationFailure failure) {
    return OperationRejected.newBuilder()
        .setHeader(header)
        .setCode(failure.code())
        .setMessage(failure.message())
        .setDetail(failure.detail())
        .setRetryable(failure.retryable())
        .setRemedy(failure.remedy())
        .build();
  }

  static OperationFailed failed(OperationHeader header, OperationFailure failure) {
    return OperationFailed.newBuilder()
        .setHeader(header)
        .setCode(failure.code())
        .setMessage(failure.message())
        .setDetail(failure.detail())
        .setRetryable(failure.retryable())
        .setRemedy(failure.remedy())
        .build();
  }
}
