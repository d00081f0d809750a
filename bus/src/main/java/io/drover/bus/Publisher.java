package io.drover.bus;

import io.drover.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Publishes outside transactions: idempotent, acknowledged by all replicas, given up after 30 s.
 * Keys are UTF-8, cut to 128 bytes. Thread-safe. A call may block up to 10 s while the broker is
 * away; its outcome is in the future, which fails with Kafka's exception.
 */
public final class Publisher implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final BusConfig config;
  private final Codec codec;
  private final String source;
  private final @Nullable SigningKey key;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * Connects in the background.
   *
   * @param source {@code ce_source} of {@link #envelope}, such as {@code drover/cli}
   */
  public Publisher(BusConfig config, Codec codec, String source) {
    this(config, codec, source, null);
  }

  /**
   * The same, for someone who proves who he is.
   *
   * @param key signs the commands among what {@link #publish} and {@link #publishJson} publish;
   *     null for no signature
   */
  public Publisher(BusConfig config, Codec codec, String source, @Nullable SigningKey key) {
    this.config = config;
    this.key = key;
    this.codec = codec;
    this.source = source;
    this.producer = new KafkaProducer<>(config.producer(source.replaceAll("[^A-Za-z0-9._-]", "-")));
  }

  /** A new envelope for the body, from this publisher's source. */
  public Envelope envelope(SpecificRecord body) {
    return Envelope.of(body, source);
  }

  /** Publishes the body as Avro. */
  public CompletableFuture<PublishedAt> publish(
      Topic topic, @Nullable String key, SpecificRecord body, Envelope envelope) {
    Headers headers = envelope.contentType(Envelope.AVRO).toHeaders();
    return send(record(topic, key, codec.encode(body), headers));
  }

  /** Publishes the body as JSON; for commands, the only records that are read as JSON. */
  public CompletableFuture<PublishedAt> publishJson(
      Topic topic, @Nullable String key, SpecificRecord body, Envelope envelope) {
    Headers headers = envelope.contentType(Envelope.JSON).toHeaders();
    return send(record(topic, key, JsonWriter.bytes(body), headers));
  }

  /** Removes the key from a compacted topic. */
  public CompletableFuture<PublishedAt> tombstone(Topic topic, String key) {
    return send(new ProducerRecord<>(config.topic(topic), Text.key(key), null));
  }

  /** Publishes a finished record, such as a {@linkplain DeadLetters dead letter}. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback tells the outcome.
  public CompletableFuture<PublishedAt> send(ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<PublishedAt> result = new CompletableFuture<>();
    try {
      producer.send(
          record,
          (metadata, failure) -> {
            if (failure != null) {
              result.completeExceptionally(failure);
            } else {
              result.complete(
                  new PublishedAt(
                      config.withoutPrefix(metadata.topic()),
                      metadata.partition(),
                      metadata.offset(),
                      Instant.ofEpochMilli(metadata.timestamp())));
            }
          });
    } catch (KafkaException | IllegalStateException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  /**
   * Publishes what a follower could not read as a {@linkplain DeadLetters dead letter}; of its
   * headers those of the envelope are kept.
   */
  public CompletableFuture<PublishedAt> deadLetter(
      Message<byte[]> original, UnreadableException failure) {
    return send(DeadLetters.of(config, original, failure));
  }

  /**
   * Waits until everything that was published has an outcome.
   *
   * @throws BusUnavailableException when that takes longer than {@code timeout}
   */
  public void flush(Duration timeout) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    // KafkaProducer.flush() knows no timeout of its own.
    Thread.ofPlatform()
        .daemon()
        .name("drover-flush")
        .start(
            () -> {
              try {
                producer.flush();
                done.complete(null);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    try {
      done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new BusUnavailableException("The bus did not take the records within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusUnavailableException("The wait for the bus was interrupted.", e);
    }
  }

  /** Gives what is under way 5 s to end. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }

  private ProducerRecord<byte[], byte[]> record(
      Topic topic, @Nullable String recordKey, byte[] value, Headers headers) {
    if (key != null && topic.command()) {
      key.sign(config.topic(topic), headers, value);
    }
    return new ProducerRecord<>(config.topic(topic), null, Text.key(recordKey), value, headers);
  }
}
