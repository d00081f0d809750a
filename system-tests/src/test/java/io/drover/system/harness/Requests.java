package io.drover.system.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.bus.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes requests as anyone could: JSON by a plain producer. */
public final class Requests implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaProducer<byte[], byte[]> producer;
  private final String prefix;
  private final Map<TopicPartition, Long> published = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  Requests(String bootstrapServers, String prefix) {
    this.prefix = prefix;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** An id that no other operation of the herd has. */
  public String newId(String word) {
    return word + "-" + prefix.replace(".", "") + "-" + ids.incrementAndGet();
  }

  /** Fields of a request, to be added to. */
  public static Map<String, Object> fields(String operationId, String database) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("operationId", operationId);
    fields.put("database", database);
    fields.put("requestedBy", "system-tests");
    return fields;
  }

  /** The operation that a request names. */
  public static String idOf(Map<String, Object> fields) {
    return String.valueOf(fields.get("operationId"));
  }

  /** Publishes a request of this kind: backup, restore, migrate. */
  public void request(String kind, Map<String, Object> fields) {
    send(kind + "-requested", String.valueOf(fields.get("database")), json(fields));
  }

  /** Asks for a backup. */
  public String backup(String database) {
    String operationId = newId("backup");
    request("backup", fields(operationId, database));
    return operationId;
  }

  /** Asks for a restore of the newest backup. */
  public String restore(String database, String targetName) {
    String operationId = newId("restore");
    Map<String, Object> fields = fields(operationId, database);
    fields.put("backupId", "latest");
    fields.put("targetName", targetName);
    request("restore", fields);
    return operationId;
  }

  /** Asks for the pending migrations to be applied. */
  public String migrate(String database) {
    String operationId = newId("migrate");
    Map<String, Object> fields = fields(operationId, database);
    fields.put("mode", "APPLY");
    request("migrate", fields);
    return operationId;
  }

  /** Cancels an operation. */
  public void cancel(String kind, String operationId, String database) {
    Map<String, Object> fields = fields(operationId, database);
    fields.put("kind", kind);
    fields.put("action", "cancel");
    fields.put("reason", "not wanted any more");
    send("operation-control", database, json(fields));
  }

  /** Publishes a request that someone signs, in his name. */
  public void signed(String kind, Map<String, Object> fields, SigningKey key) {
    fields.put("requestedBy", key.principal());
    send(kind + "-requested", String.valueOf(fields.get("database")), json(fields), key);
  }

  /** Approves or rejects a migration, signed. */
  public void decide(
      String action, String operationId, String database, String digest, SigningKey key) {
    Map<String, Object> fields = fields(operationId, database);
    fields.put("requestedBy", key.principal());
    fields.put("kind", "migrate");
    fields.put("action", action);
    fields.put("digest", digest);
    send("operation-control", database, json(fields), key);
  }

  private void send(String topic, String key, byte[] value, SigningKey signer) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(prefix + topic, key.getBytes(StandardCharsets.UTF_8), value);
    signer.sign(record.topic(), record.headers(), value);
    remember(Waits.get(producer.send(record)));
  }

  /** Publishes bytes as they are; returns when the broker has them. */
  public void send(String topic, String key, byte[] value) {
    RecordMetadata place = Waits.get(sendLater(topic, key, value));
    remember(place);
  }

  /** Publishes bytes as they are; call {@link #flush} at the end. */
  public Future<RecordMetadata> sendLater(String topic, String key, byte[] value) {
    return producer.send(
        new ProducerRecord<>(prefix + topic, key.getBytes(StandardCharsets.UTF_8), value),
        (place, problem) -> {
          if (problem == null) {
            remember(place);
          }
        });
  }

  /** Returns when the broker has all that was published. */
  public void flush() {
    producer.flush();
  }

  /** Where the newest record published here lies, in each partition. */
  Map<TopicPartition, Long> published() {
    return published;
  }

  private void remember(RecordMetadata place) {
    published.merge(
        new TopicPartition(place.topic(), place.partition()), place.offset(), Math::max);
  }

  private static byte[] json(Map<String, Object> fields) {
    try {
      return JSON.writeValueAsBytes(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
