package io.drover.bus;

import io.drover.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Makes dead letters: the original key, bytes and headers, and {@code drover-reason}, {@code
 * drover-original-topic} (full name), {@code drover-original-partition}, {@code
 * drover-original-offset}, {@code drover-original-timestamp} (milliseconds since 1970) beside them.
 */
public final class DeadLetters {

  private static final int LONGEST_REASON = 1024;

  private DeadLetters() {}

  /** Dead letter for a record that could not be read. */
  public static ProducerRecord<byte[], byte[]> of(
      BusConfig config, ConsumerRecord<byte[], byte[]> original, UnreadableException failure) {
    return of(config, original, failure.reason() + ": " + failure.getMessage());
  }

  /** Dead letter for a record that could not be read, with the reason as text. */
  public static ProducerRecord<byte[], byte[]> of(
      BusConfig config, ConsumerRecord<byte[], byte[]> original, String reason) {
    Headers headers = new RecordHeaders(original.headers().toArray());
    put(headers, "drover-reason", Text.bounded(reason, LONGEST_REASON));
    put(headers, "drover-original-topic", ascii(original.topic()));
    put(headers, "drover-original-partition", ascii(String.valueOf(original.partition())));
    put(headers, "drover-original-offset", ascii(String.valueOf(original.offset())));
    put(headers, "drover-original-timestamp", ascii(String.valueOf(original.timestamp())));
    return new ProducerRecord<>(
        config.topic(Topics.DEAD_LETTERS), null, original.key(), original.value(), headers);
  }

  /** Dead letter for a record that a follower could not read; of its headers those it knows. */
  public static ProducerRecord<byte[], byte[]> of(
      BusConfig config, Message<byte[]> original, UnreadableException failure) {
    Headers headers =
        original.envelope() == null ? new RecordHeaders() : original.envelope().toHeaders();
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            config.topicPrefix() + original.topic(),
            original.partition(),
            original.offset(),
            original.timestamp().toEpochMilli(),
            TimestampType.CREATE_TIME,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            Text.key(original.key()),
            original.body(),
            headers,
            Optional.empty());
    return of(config, record, failure);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void put(Headers headers, String name, byte[] value) {
    // The original may carry headers of these names: they would hide ours.
    headers.remove(name);
    headers.add(name, value);
  }
}
