package io.drover.monitor.projection;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Follower;
import io.drover.bus.FollowerProblem;
import io.drover.bus.Message;
import io.drover.bus.SchemaLookup;
import io.drover.bus.StartPosition;
import io.drover.bus.TopicPartitionKey;
import io.drover.bus.UnknownFingerprintException;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
  private static final long NONE = -1;
  private static final Topic[] TOPICS = {
    Topics.OPERATION_EVENTS,
    Topics.BACKUPS,
    Topics.DATABASE_HEALTH,
    Topics.SERVICE_HEALTH,
    Topics.DEAD_LETTERS
  };

  private final BusConfig bus;
  private final Codec codec;
  private final ArrivalReader reader;
  private final ProjectionStore store;
  private final ProjectionMetrics metrics;
  private final Changes changes;
  private final Map<TopicPartitionKey, Long> positions = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("drover-projection").unstarted(this::run);
  private final int largestBatch;
  private volatile long currentGeneration = NONE;
  private volatile @Nullable String problem = "The projection has not begun yet.";

  /** A projection that begins with {@link #start()}. */
  public Projection(
      BusConfig bus,
      SchemaLookup schemas,
      StateDatabase state,
      ProjectionMetrics metrics,
      Changes changes) {
    this(bus, schemas, state, metrics, changes, LARGEST_BATCH);
  }

  Projection(
      BusConfig bus,
      SchemaLookup schemas,
      StateDatabase state,
      ProjectionMetrics metrics,
      Changes changes,
      int largestBatch) {
    this.bus = bus;
    this.codec = new Codec(schemas);
    this.reader = new ArrivalReader(schemas);
    this.store = new ProjectionStore(state);
    this.metrics = metrics;
    this.changes = changes;
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
      return currentGeneration != NONE && currentGeneration == store.generation();
    } catch (SQLException e) {
      return false;
    }
  }

  /** Why it does not get on, in one sentence; empty while it does. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
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
          new Session(store.position()).follow();
        } catch (SQLException e) {
          stopped("The state database does not answer: " + e.getMessage());
        }
      } while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopped(String why) {
    if (!why.equals(problem)) {
      LOG.warn("projection stopped: {}", why);
    }
    currentGeneration = NONE;
    problem = why;
    metrics.stalled(true);
  }

  private void going() {
    if (problem != null) {
      LOG.info("projection goes on");
    }
    problem = null;
    metrics.stalled(false);
  }

  /** Following within one generation of the tables. */
  private final class Session {
    private final ProjectionStore.Position start;
    private final CountDownLatch superseded = new CountDownLatch(1);

    Session(ProjectionStore.Position start) {
      this.start = start;
      positions.clear();
      positions.putAll(start.next());
    }

    void follow() throws SQLException, InterruptedException {
      try (Follower follower =
          Follower.follower(bus, codec)
              .name("projection")
              .topics(TOPICS)
              .from(StartPosition.offsets(start.next()))
              .largestBatch(largestBatch)
              .onRawBatch(this::fold)
              .onProblem(this::report)
              .start()) {
        while (closed.getCount() > 0 && superseded.getCount() > 0) {
          watch(follower);
        }
      }
    }

    private void watch(Follower follower) throws SQLException, InterruptedException {
      boolean caughtUp = follower.awaitCaughtUp(LOOK);
      metrics.lag(follower.lag());
      boolean current = currentGeneration == start.generation();
      if (caughtUp && !current) {
        LOG.info(
            "projection has caught up: {} records",
            positions.values().stream().mapToLong(n -> n).sum());
      }
      if (caughtUp) {
        going();
        currentGeneration = start.generation();
      } else if (!current && problem == null) {
        LOG.info("projection is {} records behind", follower.lag());
      }
      if (store.generation() != start.generation()) {
        superseded.countDown();
      }
      superseded.await(caughtUp ? LOOK.toMillis() : 0, TimeUnit.MILLISECONDS);
    }

    private void fold(List<Message<byte[]>> batch, Map<TopicPartitionKey, Long> next)
        throws SQLException, UnknownFingerprintException {
      long began = System.nanoTime();
      List<Arrival> arrivals = reader.read(batch);
      switch (store.fold(start.generation(), arrivals, next)) {
        case ProjectionStore.Outcome.Superseded gone -> {
          superseded.countDown();
          throw new IllegalStateException("The projection is being rebuilt.");
        }
        case ProjectionStore.Outcome.Folded folded -> {
          metrics.folded(folded.fresh(), System.nanoTime() - began);
          long before = positions.values().stream().mapToLong(n -> n).sum();
          positions.putAll(next);
          going();
          changes.announce(before, arrivals);
        }
      }
    }

    private void report(FollowerProblem trouble) {
      if (superseded.getCount() > 0 && closed.getCount() > 0) {
        stopped(
            trouble instanceof FollowerProblem.HandlerFailed failed
                ? String.valueOf(failed.cause().getMessage())
                : trouble.message());
      }
    }
  }
}
