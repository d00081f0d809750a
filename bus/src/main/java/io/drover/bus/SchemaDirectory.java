package io.drover.bus;

import io.drover.schemas.PortableSchema;
import io.drover.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The {@code schemas} topic: writer schemas as JSON under their fingerprint. Thread-safe.
 *
 * <p>A miss reads what was added since the last look, at most once a second, so that garbage with
 * ever new fingerprints costs nothing. Whoever must know for certain that a schema is not there
 * calls {@link #refresh()} once for the batch.
 */
public final class SchemaDirectory implements SchemaLookup, AutoCloseable {

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  /** Far more than a herd will ever have; keeps a flooded topic from filling the memory. */
  private static final int MOST_SCHEMAS = 10_000;

  private final BusConfig config;
  private final TopicPartition partition;
  private final Map<Long, Schema> schemas = new ConcurrentHashMap<>();
  private final ReentrantLock reading = new ReentrantLock();
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile @Nullable Long lastRead;

  /** Does not connect before the first miss. */
  public SchemaDirectory(BusConfig config) {
    this.config = config;
    this.partition = new TopicPartition(config.topic(Topics.SCHEMAS), 0);
  }

  @Override
  public Optional<Schema> byFingerprint(long fingerprint) {
    Schema known = schemas.get(fingerprint);
    Long last = lastRead;
    if (known == null && (last == null || System.nanoTime() - last > PAUSE_NANOS)) {
      refresh();
      known = schemas.get(fingerprint);
    }
    return Optional.ofNullable(known);
  }

  @Override
  public void refresh() {
    long called = System.nanoTime();
    try {
      if (!reading.tryLock(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw unavailable(new TimeoutException("Another thread is reading."));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
    try {
      Long last = lastRead;
      if (last != null && last - called > 0) {
        // Another thread has read meanwhile, beginning after this call.
        return;
      }
      long begun = System.nanoTime();
      readToEnd(begun);
      lastRead = begun;
    } catch (KafkaException | TimeoutException e) {
      closeConsumer();
      throw unavailable(e);
    } finally {
      reading.unlock();
    }
  }

  /**
   * Publishes the schemas of all generated records that are not there yet. Call it before the first
   * record is published.
   *
   * @return how many were missing
   * @throws BusUnavailableException when the broker does not answer in time
   */
  public int publishOwn() {
    refresh();
    List<Map.Entry<Long, Schema>> missing =
        AvroSetup.SCHEMAS.entrySet().stream()
            .filter(own -> !schemas.containsKey(own.getKey()))
            .toList();
    if (missing.isEmpty()) {
      return 0;
    }
    try (Publisher publisher = new Publisher(config, new Codec(SchemaLookup.none()), "schemas")) {
      CompletableFuture.allOf(
              missing.stream()
                  .map(own -> publisher.send(record(own.getKey(), own.getValue())))
                  .toArray(CompletableFuture[]::new))
          .get(BusConfig.DELIVERY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
    missing.forEach(own -> schemas.put(own.getKey(), own.getValue()));
    return missing.size();
  }

  @Override
  public void close() {
    reading.lock();
    try {
      closeConsumer();
    } finally {
      reading.unlock();
    }
  }

  private void readToEnd(long begun) throws TimeoutException {
    KafkaConsumer<byte[], byte[]> open = consumer;
    if (open == null) {
      open = new KafkaConsumer<>(config.consumer("schemas"));
      consumer = open;
      open.assign(List.of(partition));
      open.seekToBeginning(List.of(partition));
    }
    long end = open.endOffsets(List.of(partition), READ_TIMEOUT).getOrDefault(partition, 0L);
    while (open.position(partition, READ_TIMEOUT) < end) {
      if (System.nanoTime() - begun > READ_TIMEOUT.toNanos()) {
        throw new TimeoutException("The end of the topic was not reached.");
      }
      open.poll(POLL).forEach(this::remember);
    }
  }

  private void remember(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null || record.key() == null || schemas.size() >= MOST_SCHEMAS) {
      return;
    }
    String json = Text.strict(record.value());
    try {
      Schema schema = new SchemaParser().parse(json == null ? "" : json).mainSchema();
      long fingerprint = Fingerprints.of(schema);
      // A schema under another's fingerprint would misread that one's records.
      if (Fingerprints.hex(fingerprint).equals(Text.strict(record.key()))) {
        schemas.putIfAbsent(fingerprint, schema);
      }
    } catch (RuntimeException | StackOverflowError e) {
      // Anyone may write to the topic; what is no schema is as good as absent.
      return;
    }
  }

  private ProducerRecord<byte[], byte[]> record(long fingerprint, Schema schema) {
    return new ProducerRecord<>(
        partition.topic(),
        Text.bounded(Fingerprints.hex(fingerprint), Text.KEY_BYTES),
        PortableSchema.json(schema).getBytes(StandardCharsets.UTF_8));
  }

  private void closeConsumer() {
    if (consumer != null) {
      consumer.close();
      consumer = null;
    }
  }

  private static BusUnavailableException unavailable(Exception cause) {
    return new BusUnavailableException("The topic of schemas could not be read.", cause);
  }
}
