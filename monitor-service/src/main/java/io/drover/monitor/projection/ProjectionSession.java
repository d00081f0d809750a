package io.drover.monitor.projection;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Follower;
import io.drover.bus.FollowerProblem;
import io.drover.bus.Message;
import io.drover.bus.StartPosition;
import io.drover.bus.TopicPartitionKey;
import io.drover.bus.UnknownFingerprintException;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics within one generation of the tables, until another one begins or the
 * projection closes.
 */
final class ProjectionSession {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionSession.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Topic[] TOPICS = {
    Topics.OPERATION_EVENTS,
    Topics.BACKUPS,
    Topics.DATABASE_HEALTH,
    Topics.SERVICE_HEALTH,
    Topics.ALERTS,
    Topics.DEPLOYMENTS,
    Topics.DEAD_LETTERS
  };

  private final ArrivalReader reader;
  private final ProjectionStore store;
  private final ProjectionMetrics metrics;
  private final Changes changes;
  private final Standing standing;
  private final CountDownLatch closed;
  private final ProjectionStore.Position start;
  private final Map<TopicPartitionKey, Long> positions;
  private final CountDownLatch superseded = new CountDownLatch(1);

  /**
   * @param closed reaches zero when the projection closes
   * @param start where the tables stand
   */
  ProjectionSession(
      ArrivalReader reader,
      ProjectionStore store,
      ProjectionMetrics metrics,
      Changes changes,
      Standing standing,
      CountDownLatch closed,
      ProjectionStore.Position start) {
    this.reader = reader;
    this.store = store;
    this.metrics = metrics;
    this.changes = changes;
    this.standing = standing;
    this.closed = closed;
    this.start = start;
    this.positions = new ConcurrentHashMap<>(start.next());
  }

  void follow(BusConfig bus, Codec codec, int largestBatch)
      throws SQLException, InterruptedException {
    try (Follower follower =
        Follower.follower(bus, codec)
            .name("projection")
            .topics(TOPICS)
            .from(StartPosition.offsets(start.next()))
            .largestBatch(largestBatch)
            .onRawBatch(this::fold)
            .onProblem(this::report)
            .start()) {
      while (goesOn()) {
        watch(follower);
      }
    }
  }

  private boolean goesOn() {
    return closed.getCount() > 0 && superseded.getCount() > 0;
  }

  private void watch(Follower follower) throws SQLException, InterruptedException {
    boolean caughtUp = follower.awaitCaughtUp(LOOK);
    metrics.lag(follower.lag());
    boolean complete = standing.complete(start.generation());
    if (caughtUp) {
      if (!complete) {
        LOG.info("projection has caught up: {} records", records());
      }
      standing.completed(start.generation());
    } else if (!complete && standing.problem().isEmpty()) {
      long lag = follower.lag();
      LOG.info("projection is {} records behind", lag < 0 ? "an unknown number of" : lag);
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
        positions.putAll(next);
        standing.going();
        changes.announce(arrivals);
      }
    }
  }

  private long records() {
    return positions.values().stream().mapToLong(n -> n).sum();
  }

  private void report(FollowerProblem trouble) {
    if (goesOn()) {
      standing.stopped(
          trouble instanceof FollowerProblem.HandlerFailed failed
              ? String.valueOf(failed.cause().getMessage())
              : trouble.message());
    }
  }
}
