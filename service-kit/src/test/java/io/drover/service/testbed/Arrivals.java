package io.drover.service.testbed;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.bus.SchemaLookup;
import io.drover.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Records as a poll brings them, one offset after another in partition 0. */
public final class Arrivals {
  private static final Codec CODEC = new Codec(SchemaLookup.none());

  private final BusConfig bus;
  private long offset;
  private long timestamp = System.currentTimeMillis();

  public Arrivals(BusConfig bus) {
    this.bus = bus;
  }

  /** The topic has been deleted and made anew: offsets begin again, time goes on. */
  public void topicMadeAnew() {
    offset = 0;
    timestamp += 60_000;
  }

  public ConsumerRecord<byte[], byte[]> json(Topic topic, String body) {
    return raw(topic, body.getBytes(StandardCharsets.UTF_8), new RecordHeaders());
  }

  public ConsumerRecord<byte[], byte[]> avro(Topic topic, SpecificRecord body) {
    return raw(topic, CODEC.encode(body), Envelope.of(body, "test").toHeaders());
  }

  public ConsumerRecord<byte[], byte[]> raw(Topic topic, byte @Nullable [] body, Headers headers) {
    return new ConsumerRecord<>(
        bus.topic(topic),
        0,
        offset++,
        timestamp++,
        TimestampType.LOG_APPEND_TIME,
        4,
        body == null ? 0 : body.length,
        "shop".getBytes(StandardCharsets.UTF_8),
        body,
        headers,
        Optional.empty());
  }
}
