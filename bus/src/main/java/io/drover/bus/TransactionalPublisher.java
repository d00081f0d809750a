package io.drover.bus;

import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Publishes in transactions under a fixed transactional id; for the outbox relay. For one thread.
 * After {@link TransactionFailure.Fenced} or {@link TransactionFailure.UnknownOutcome} it is of no
 * more use and has to be closed.
 */
public final class TransactionalPublisher implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final KafkaProducer<byte[], byte[]> producer;
  private final @Nullable SigningKey key;
  private final Set<String> commands;
  private final AtomicReference<@Nullable Exception> sendFailure = new AtomicReference<>();

  /**
   * Does not connect yet.
   *
   * @param timeout of the transaction at the broker, and of each single wait here
   */
  public TransactionalPublisher(BusConfig config, String transactionalId, Duration timeout) {
    this(config, transactionalId, timeout, null);
  }

  /**
   * The same, for a service that proves who it is.
   *
   * @param key signs commands; null for no signature
   */
  public TransactionalPublisher(
      BusConfig config, String transactionalId, Duration timeout, @Nullable SigningKey key) {
    this.key = key;
    this.commands =
        Topics.all().stream()
            .filter(Topic::command)
            .map(config::topic)
            .collect(Collectors.toUnmodifiableSet());
    Map<String, Object> map = config.producer(transactionalId);
    int millis = Math.toIntExact(timeout.toMillis());
    map.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    map.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis);
    map.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    map.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
    map.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    this.producer = new KafkaProducer<>(map);
  }

  /**
   * Fences the former producer of this id and ends what it had begun.
   *
   * @throws TransactionFailure.Retriable when the broker does not answer in time
   */
  public void init() throws TransactionFailure {
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      throw beforeCommit(e);
    }
  }

  /** Begins a transaction. */
  public void begin() throws TransactionFailure {
    sendFailure.set(null);
    try {
      producer.beginTransaction();
    } catch (KafkaException | IllegalStateException e) {
      throw beforeCommit(e);
    }
  }

  /** Adds a record to the transaction. A failure surfaces at {@link #commit}. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback tells the outcome.
  public void send(
      String fullTopic,
      byte @Nullable [] recordKey,
      byte @Nullable [] value,
      Map<String, byte[]> headers) {
    if (sendFailure.get() != null) {
      // The transaction is lost; without a broker each further record would wait in vain.
      return;
    }
    RecordHeaders all = new RecordHeaders();
    headers.forEach(all::add);
    if (key != null && commands.contains(fullTopic)) {
      key.sign(fullTopic, all, value);
    }
    try {
      producer.send(
          new ProducerRecord<>(fullTopic, null, recordKey, value, all),
          (metadata, failure) -> {
            if (failure != null) {
              sendFailure.compareAndSet(null, failure);
            }
          });
    } catch (KafkaException | IllegalStateException e) {
      sendFailure.compareAndSet(null, e);
    }
  }

  /**
   * Commits, after every record of the transaction has arrived.
   *
   * @throws TransactionFailure.Retriable when a record did not arrive: abort
   * @throws TransactionFailure.UnknownOutcome when it is open whether the commit took place
   * @throws TransactionFailure.Fenced when another producer has taken over
   */
  public void commit() throws TransactionFailure {
    try {
      producer.flush();
    } catch (KafkaException e) {
      throw beforeCommit(e);
    }
    Exception failure = sendFailure.get();
    if (failure != null) {
      throw beforeCommit(failure);
    }
    try {
      producer.commitTransaction();
    } catch (KafkaException | IllegalStateException e) {
      throw fenced(e) ? new TransactionFailure.Fenced(e) : new TransactionFailure.UnknownOutcome(e);
    }
  }

  /** Gives the transaction up. When that fails, the publisher has to be closed. */
  public void abort() throws TransactionFailure {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      throw beforeCommit(e);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }

  private static TransactionFailure beforeCommit(Exception e) {
    return fenced(e) ? new TransactionFailure.Fenced(e) : new TransactionFailure.Retriable(e);
  }

  private static boolean fenced(@Nullable Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ProducerFencedException || t instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }
}
