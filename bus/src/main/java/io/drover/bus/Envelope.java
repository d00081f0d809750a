package io.drover.bus;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 attributes in the Kafka protocol binding's binary mode: headers {@code ce_*}.
 * Immutable.
 *
 * @param id {@code ce_id}; unique for the source
 * @param source {@code ce_source}; who publishes, such as {@code drover/cli}
 * @param type {@code ce_type}; full name of the body's schema
 * @param time {@code ce_time}; when the publisher made it, by the publisher's clock
 * @param subject {@code ce_subject}; what it is about
 * @param correlationId {@code ce_correlationid}; id of the operation
 * @param causationId {@code ce_causationid}; {@code ce_id} of the event that led to this one
 * @param traceparent W3C trace context
 * @param contentType {@link #AVRO} or {@link #JSON}
 */
public record Envelope(
    String id,
    String source,
    String type,
    Instant time,
    @Nullable String subject,
    @Nullable String correlationId,
    @Nullable String causationId,
    @Nullable String traceparent,
    String contentType) {

  /** Content type of Avro in single-object encoding. */
  public static final String AVRO = "application/avro";

  /** Content type of plain JSON. */
  public static final String JSON = "application/json";

  private static final int LARGEST_HEADER = 1024;

  /** Envelope of a new event: a new id, the type of the body, now, a new trace. */
  public static Envelope of(SpecificRecord body, String source) {
    return new Envelope(
        UUID.randomUUID().toString(),
        source,
        body.getSchema().getFullName(),
        Instant.now(),
        null,
        null,
        null,
        Traceparent.create(),
        AVRO);
  }

  /** The same, caused by another event: its id as causation, its trace, its correlation if none. */
  public Envelope causedBy(Envelope cause) {
    return new Envelope(
        id,
        source,
        type,
        time,
        subject,
        correlationId == null ? cause.correlationId() : correlationId,
        cause.id(),
        Traceparent.childOf(cause.traceparent()),
        contentType);
  }

  /** The same with another correlation id. */
  public Envelope correlation(@Nullable String value) {
    return new Envelope(
        id, source, type, time, subject, value, causationId, traceparent, contentType);
  }

  /** The same with another causation id. */
  public Envelope causation(@Nullable String value) {
    return new Envelope(
        id, source, type, time, subject, correlationId, value, traceparent, contentType);
  }

  /** The same with another subject. */
  public Envelope subject(@Nullable String value) {
    return new Envelope(
        id, source, type, time, value, correlationId, causationId, traceparent, contentType);
  }

  /** The same with another trace context. */
  public Envelope traceparent(@Nullable String value) {
    return new Envelope(
        id, source, type, time, subject, correlationId, causationId, value, contentType);
  }

  /** The same with another id. */
  public Envelope id(String value) {
    return new Envelope(
        value, source, type, time, subject, correlationId, causationId, traceparent, contentType);
  }

  /** The same with another time. */
  public Envelope time(Instant value) {
    return new Envelope(
        id, source, type, value, subject, correlationId, causationId, traceparent, contentType);
  }

  /** The same with another content type. */
  public Envelope contentType(String value) {
    return new Envelope(
        id, source, type, time, subject, correlationId, causationId, traceparent, value);
  }

  /** True when the body is said to be JSON. */
  public boolean json() {
    return contentType.toLowerCase(Locale.ROOT).startsWith(JSON);
  }

  /** Headers of this envelope; each value at most 1 KiB, longer ones are cut. */
  public Headers toHeaders() {
    RecordHeaders headers = new RecordHeaders();
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", id);
    add(headers, "ce_source", source);
    add(headers, "ce_type", type);
    add(headers, "ce_time", time.toString());
    add(headers, "ce_subject", subject);
    add(headers, "ce_correlationid", correlationId);
    add(headers, "ce_causationid", causationId);
    add(headers, "traceparent", traceparent);
    add(headers, "content-type", contentType);
    return headers;
  }

  /**
   * Envelope that these headers state. A value that is not UTF-8, longer than 1 KiB or holds
   * control characters counts as absent; so does an invalid trace context. A missing time is {@link
   * Instant#EPOCH}, a missing content type {@link #AVRO}.
   *
   * @return empty when the id, source or type is absent, or the version is not 1.0
   */
  public static Optional<Envelope> from(Headers headers) {
    String id = text(headers, "ce_id");
    String source = text(headers, "ce_source");
    String type = text(headers, "ce_type");
    if (id == null || source == null || type == null) {
      return Optional.empty();
    }
    if (!"1.0".equals(text(headers, "ce_specversion"))) {
      return Optional.empty();
    }
    String trace = text(headers, "traceparent");
    String content = text(headers, "content-type");
    return Optional.of(
        new Envelope(
            id,
            source,
            type,
            time(text(headers, "ce_time")),
            text(headers, "ce_subject"),
            text(headers, "ce_correlationid"),
            text(headers, "ce_causationid"),
            trace != null && Traceparent.valid(trace) ? trace : null,
            content == null ? AVRO : content));
  }

  /** Type that these headers state, if any; for a reader that needs nothing else of them. */
  public static Optional<String> type(Headers headers) {
    return Optional.ofNullable(text(headers, "ce_type"));
  }

  private static Instant time(@Nullable String text) {
    try {
      return text == null ? Instant.EPOCH : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private static void add(Headers headers, String name, @Nullable String value) {
    if (value != null) {
      headers.add(name, Text.bounded(value, LARGEST_HEADER));
    }
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      return null;
    }
    byte[] value = header.value();
    if (value.length == 0 || value.length > LARGEST_HEADER) {
      return null;
    }
    return Text.printable(value);
  }
}
