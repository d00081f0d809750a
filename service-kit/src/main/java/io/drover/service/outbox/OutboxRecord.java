package io.drover.service.outbox;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.DeadLetters;
import io.drover.bus.Envelope;
import io.drover.bus.Message;
import io.drover.bus.Text;
import io.drover.bus.UnreadableException;
import io.drover.schemas.Topic;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record that waits in the state database.
 *
 * @param topic full name, prefix included
 * @param value null for a tombstone
 * @param headers header values by name; arrays are never changed
 */
public record OutboxRecord(
    String topic, byte @Nullable [] key, byte @Nullable [] value, Map<String, byte[]> headers) {

  /** Encodes a record of the contract. */
  public static OutboxRecord of(
      BusConfig bus, Codec codec, Topic topic, String key, SpecificRecord body, Envelope envelope) {
    return encoded(bus, topic, key, codec.encode(body), envelope);
  }

  /** A record of the contract whose body is encoded already. */
  public static OutboxRecord encoded(
      BusConfig bus, Topic topic, String key, byte[] body, Envelope envelope) {
    return new OutboxRecord(bus.topic(topic), Text.key(key), body, headers(envelope));
  }

  /** Says that what the key names is gone. */
  public static OutboxRecord tombstone(BusConfig bus, Topic topic, String key, Envelope envelope) {
    return new OutboxRecord(bus.topic(topic), Text.key(key), null, headers(envelope));
  }

  /** The dead letter of a record that could not be read; of its headers those of the envelope. */
  public static OutboxRecord deadLetter(
      BusConfig bus, Message<byte[]> original, UnreadableException reason) {
    return of(DeadLetters.of(bus, original, reason));
  }

  /** A finished record. */
  public static OutboxRecord of(ProducerRecord<byte[], byte[]> record) {
    return new OutboxRecord(
        record.topic(), record.key(), record.value(), headers(record.headers()));
  }

  private static Map<String, byte[]> headers(Envelope envelope) {
    return headers(envelope.toHeaders());
  }

  private static Map<String, byte[]> headers(Iterable<Header> all) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    for (Header header : all) {
      headers.put(header.key(), header.value() == null ? new byte[0] : header.value());
    }
    return headers;
  }
}
