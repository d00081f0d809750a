package io.drover.service.outbox;

import io.drover.bus.TransactionFailure;
import io.drover.bus.TransactionalPublisher;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox.Stored;
import io.drover.service.state.StateDatabase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the outbox to Kafka, each record exactly once for {@code read_committed} readers and in
 * order per operation.
 *
 * <p>One instance of a service relays at a time. It starts by fencing the former one ({@code
 * initTransactions}), then deletes what the newest committed marker lists, then sends batches:
 * records and a marker with their ids in one Kafka transaction, and only after its commit the
 * deletion in PostgreSQL. When the outcome of a commit is unknown, it starts again from the
 * fencing.
 */
public class Relay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final int BATCH_RECORDS = 500;
  private static final long BATCH_BYTES = 8L << 20;
  private static final Duration IDLE = Duration.ofMillis(50);
  private static final Duration STANDBY = Duration.ofSeconds(1);
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  private final StateDatabase state;
  private final Outbox outbox;
  private final RelayLease lease;
  private final RelayMarkers markers;
  private final Supplier<TransactionalPublisher> publishers;
  private final StepListener steps;
  private final Semaphore signal = new Semaphore(0);
  private final Counter relayed;
  private final Duration idle;
  private final Thread thread;
  private volatile boolean running = true;
  private volatile boolean healthy;
  private volatile @Nullable TransactionalPublisher publisher;

  /** Looks again after 50 ms when the outbox was empty; needs {@link #start}. */
  public Relay(
      StateDatabase state,
      Outbox outbox,
      RelayLease lease,
      RelayMarkers markers,
      Supplier<TransactionalPublisher> publishers,
      StepListener steps,
      MeterRegistry meters) {
    this(state, outbox, lease, markers, publishers, steps, meters, IDLE);
  }

  /**
   * Needs {@link #start}.
   *
   * @param idle after which it looks again when the outbox was empty and nobody woke it
   */
  public Relay(
      StateDatabase state,
      Outbox outbox,
      RelayLease lease,
      RelayMarkers markers,
      Supplier<TransactionalPublisher> publishers,
      StepListener steps,
      MeterRegistry meters,
      Duration idle) {
    this.idle = idle;
    this.state = state;
    this.outbox = outbox;
    this.lease = lease;
    this.markers = markers;
    this.publishers = publishers;
    this.steps = steps;
    this.relayed =
        Counter.builder("drover.outbox.relayed")
            .description("Records that this instance has carried to Kafka")
            .register(meters);
    Gauge.builder("drover.outbox.relaying", this, relay -> relay.publisher == null ? 0 : 1)
        .description("1 on the instance that carries the outbox to Kafka")
        .register(meters);
    this.thread = Thread.ofPlatform().daemon().name("outbox-relay").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Tells that records were committed to the outbox by this instance. Never blocks. */
  public void wake() {
    if (signal.availablePermits() == 0) {
      signal.release();
    }
  }

  /** False while Kafka or the state database keeps the relay from its work. */
  public boolean healthy() {
    return healthy;
  }

  private void run() {
    Duration backoff = Duration.ofMillis(100);
    while (running) {
      try {
        boolean worked = turn();
        healthy = true;
        backoff = Duration.ofMillis(100);
        if (!worked) {
          pause(publisher == null ? STANDBY : idle);
        }
      } catch (InterruptedException stopped) {
        return;
      } catch (Throwable problem) {
        healthy = false;
        LOG.warn("The outbox relay starts again in {}: {}", backoff, problem.toString());
        drop();
        try {
          pause(backoff);
        } catch (InterruptedException stopped) {
          return;
        }
        backoff =
            backoff.multipliedBy(2).compareTo(Duration.ofSeconds(5)) > 0
                ? Duration.ofSeconds(5)
                : backoff.multipliedBy(2);
      }
    }
  }

  private void pause(Duration duration) throws InterruptedException {
    if (signal.tryAcquire(duration.toMillis(), TimeUnit.MILLISECONDS)) {
      signal.drainPermits();
    }
  }

  /** One batch at most; true when there may be more at once. */
  private boolean turn() throws Exception {
    if (!state.inTransaction(lease::hold)) {
      drop();
      return false;
    }
    TransactionalPublisher current = publisher;
    if (current == null) {
      current = publishers.get();
      publisher = current;
      current.init();
      recover();
    }
    List<Stored> batch =
        state.inTransaction(connection -> outbox.oldest(connection, BATCH_RECORDS, BATCH_BYTES));
    if (batch.isEmpty()) {
      return false;
    }
    deliver(current, batch);
    relayed.increment(batch.size());
    return true;
  }

  /** Deletes what a former relay had committed to Kafka without having deleted it. */
  void recover() throws SQLException, TimeoutException {
    forget(markers.last(RECOVERY));
  }

  /** Sends a batch and its marker, commits, and only then deletes. */
  void deliver(TransactionalPublisher current, List<Stored> batch)
      throws SQLException, TransactionFailure {
    long[] ids = send(current, batch);
    current.commit();
    steps.reached("", "relay-committed");
    forget(ids);
  }

  /** Opens a transaction with the batch and a marker of its ids, which it returns. */
  final long[] send(TransactionalPublisher current, List<Stored> batch) throws TransactionFailure {
    long[] ids = batch.stream().mapToLong(Stored::id).toArray();
    current.begin();
    for (Stored stored : batch) {
      OutboxRecord each = stored.record();
      current.send(each.topic(), each.key(), each.value(), each.headers());
    }
    current.send(markers.topic(), RelayMarkers.KEY, RelayMarkers.encode(ids), Map.of());
    steps.reached("", "relay-sent");
    return ids;
  }

  /** Deletes records that Kafka has. */
  final void forget(long[] ids) throws SQLException {
    if (ids.length > 0) {
      state.change(connection -> outbox.remove(connection, ids));
    }
  }

  private void drop() {
    TransactionalPublisher current = publisher;
    publisher = null;
    if (current != null) {
      current.close();
    }
  }

  /** Stops within a few seconds and hands the lease over. */
  @Override
  public void close() {
    running = false;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    drop();
    try {
      state.change(lease::release);
    } catch (SQLException away) {
      LOG.debug("The lease runs out by itself: {}", away.toString());
    }
  }
}
