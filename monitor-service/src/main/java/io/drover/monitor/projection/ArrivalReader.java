package io.drover.monitor.projection;

import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.bus.MalformedException;
import io.drover.bus.Message;
import io.drover.bus.SchemaLookup;
import io.drover.bus.TopicPartitionKey;
import io.drover.bus.Traceparent;
import io.drover.bus.UnknownFingerprintException;
import io.drover.bus.UnknownRecordException;
import io.drover.bus.UnreadableException;
import io.drover.schemas.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/** Reads the bytes of the folded topics. For one thread. */
final class ArrivalReader {
  private static final int HEADER_BYTES = 10;
  private static final int FINGERPRINT_AT = 2;

  /** The record types of the topics that carry nothing else. */
  private static final Map<String, List<? extends Class<?>>> ONLY =
      Stream.of(
              Topics.BACKUPS,
              Topics.DATABASE_HEALTH,
              Topics.SERVICE_HEALTH,
              Topics.ALERTS,
              Topics.DEPLOYMENTS)
          .collect(Collectors.toMap(topic -> topic.name(), Topics::recordsOf));

  private final Codec codec;
  private final SchemaLookup schemas;
  private final Codec withoutLookup = new Codec(SchemaLookup.none());

  ArrivalReader(SchemaLookup schemas) {
    this.codec = new Codec(schemas);
    this.schemas = schemas;
  }

  /**
   * Reads a batch whole.
   *
   * @throws UnknownFingerprintException a record's schema is not published (yet): nothing of the
   *     batch may be folded
   */
  List<Arrival> read(List<Message<byte[]>> batch) throws UnknownFingerprintException {
    List<Arrival> arrivals = new ArrayList<>(batch.size());
    boolean refreshed = false;
    for (Message<byte[]> message : batch) {
      try {
        arrivals.add(arrival(message));
      } catch (UnknownFingerprintException e) {
        if (refreshed) {
          throw e;
        }
        // What the batch was written with was published before it: one look serves all of it.
        schemas.refresh();
        refreshed = true;
        arrivals.add(arrival(message));
      }
    }
    return arrivals;
  }

  private Arrival arrival(Message<byte[]> message) throws UnknownFingerprintException {
    return new Arrival(
        new TopicPartitionKey(message.topic(), message.partition()),
        message.offset(),
        message.timestamp(),
        message.key(),
        traceId(message),
        content(message.topic(), message.body()));
  }

  private static @Nullable String traceId(Message<byte[]> message) {
    Envelope envelope = message.envelope();
    String context = envelope == null ? null : envelope.traceparent();
    return context == null ? null : Traceparent.traceId(context);
  }

  private Content content(String topic, byte @Nullable [] bytes)
      throws UnknownFingerprintException {
    if (topic.equals(Topics.DEAD_LETTERS.name())) {
      return new Content.Unreadable(deadLetter(bytes));
    }
    if (bytes == null) {
      return new Content.Tombstone();
    }
    List<? extends Class<?>> only = ONLY.get(topic);
    try {
      IndexedRecord body = codec.decode(bytes);
      return only == null || only.stream().anyMatch(each -> each.isInstance(body))
          ? new Content.Decoded(body, true)
          : new Content.Unreadable("UNEXPECTED_RECORD");
    } catch (UnknownFingerprintException e) {
      throw e;
    } catch (UnknownRecordException e) {
      return only == null ? later(bytes) : new Content.Unreadable(e.reason());
    } catch (MalformedException e) {
      return new Content.Unreadable(e.reason());
    } catch (UnreadableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A record of a later version, by the schema that its writer published. */
  private Content later(byte[] bytes) {
    long fingerprint =
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(FINGERPRINT_AT);
    Schema schema = schemas.byFingerprint(fingerprint).orElseThrow();
    try {
      var decoder =
          DecoderFactory.get()
              .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
      return new Content.Decoded(
          new GenericDatumReader<IndexedRecord>(schema).read(null, decoder), false);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return new Content.Unreadable("DAMAGED");
    }
  }

  /** Why a dead letter was unreadable, as far as its bytes show; the same whenever it is asked. */
  private String deadLetter(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length == 0) {
      return "EMPTY";
    }
    if (bytes[0] == '{') {
      return "NOT_JSON";
    }
    try {
      withoutLookup.decode(bytes);
      return "UNEXPECTED_RECORD";
    } catch (UnreadableException e) {
      return e.reason();
    }
  }
}
