package io.drover.monitor.projection;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.SchemaLookup;
import io.drover.bus.TopicPartitionKey;
import io.drover.service.operation.StepListener;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the monitor's tables equal to the fold of the retained topics. Thread-safe.
 *
 * <p>A record whose schema no one has published stalls it, and {@link #problem()} says so: nothing
 * is ever skipped.
 */
public final class Projection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Projection.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LARGEST_BATCH = 4_000;

  private final BusConfig bus;
  private final Codec codec;
  private final ArrivalReader reader;
  private final ProjectionStore store;
  private final ProjectionMetrics metrics;
  private final Changes changes;
  private final Standing standing;
  private final int largestBatch;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("drover-projection").unstarted(this::run);

  /** A projection that begins with {@link #start()}. */
  public Projection(
      BusConfig bus,
      SchemaLookup schemas,
      StateDatabase state,
      ProjectionMetrics metrics,
      Changes changes) {
    this(bus, schemas, state, metrics, changes, StepListener.NONE);
  }

  /**
   * The same.
   *
   * @param steps hears of the steps between which an end is most telling
   */
  public Projection(
      BusConfig bus,
      SchemaLookup schemas,
      StateDatabase state,
      ProjectionMetrics metrics,
      Changes changes,
      StepListener steps) {
    this(bus, schemas, new ProjectionStore(state, steps), metrics, changes, LARGEST_BATCH);
  }

  Projection(
      BusConfig bus,
      SchemaLookup schemas,
      ProjectionStore store,
      ProjectionMetrics metrics,
      Changes changes,
      int largestBatch) {
    this.bus = bus;
    this.codec = new Codec(schemas);
    this.reader = new ArrivalReader(schemas);
    this.store = store;
    this.metrics = metrics;
    this.changes = changes;
    this.standing = new Standing(metrics, changes::standing);
    this.largestBatch = largestBatch;
  }

  /** Follows the topics from where the tables stand; returns at once. */
  public void start() {
    thread.start();
  }

  /**
   * True when the tables hold all that stood in the topics a few seconds ago; what was read from
   * them right before is complete then.
   */
  public boolean current() {
    try {
      return standing.complete(store.generation());
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * How it stands, without what the broker would have to tell.
   *
   * @throws SQLException the state database does not answer
   */
  public ProjectionStatus standing() throws SQLException {
    ProjectionStore.Position stored = store.position();
    Instant caughtUpAt = stored.caughtUpAt();
    boolean whole = standing.complete(stored.generation()) && !standing.late();
    return new ProjectionStatus(
        caughtUpAt == null
            ? ProjectionStatus.REBUILDING
            : whole ? ProjectionStatus.FOLLOWING : ProjectionStatus.CATCHING_UP,
        caughtUpAt == null ? stored.beganAt() : caughtUpAt,
        standing.problem().orElse(null),
        null,
        null,
        null,
        List.of());
  }

  /** Offset to fold next of each partition; one instance may be ahead of what it wrote itself. */
  Map<TopicPartitionKey, Long> positions() throws SQLException {
    Map<TopicPartitionKey, Long> next = new HashMap<>(store.position().next());
    standing.positions().forEach((place, offset) -> next.merge(place, offset, Math::max));
    return next;
  }

  /** Why it does not get on, in one sentence; empty while it does. */
  public Optional<String> problem() {
    return standing.problem();
  }

  /**
   * Empties the tables, in one transaction; every instance then folds the retained topics anew.
   *
   * @throws SQLException nothing was changed
   */
  public void rebuild() throws SQLException {
    store.reset();
    LOG.info("projection emptied: the retained topics are folded anew");
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      do {
        try {
          session(store.position()).follow(bus, codec, largestBatch);
        } catch (SQLException e) {
          standing.stopped("The state database does not answer: " + e.getMessage());
        }
      } while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ProjectionSession session(ProjectionStore.Position start) {
    return new ProjectionSession(reader, store, metrics, changes, standing, closed, start);
  }
}
