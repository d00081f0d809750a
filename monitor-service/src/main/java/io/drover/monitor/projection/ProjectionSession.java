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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics within one generation of the tables, until another one begins, a batch cannot
 * be written or the projection closes. A batch is read while the one before is written.
 */
final class ProjectionSession {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionSession.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LATE = Duration.ofSeconds(10);
  static final List<Topic> TOPICS =
      List.of(
          Topics.OPERATION_EVENTS,
          Topics.BACKUPS,
          Topics.DATABASE_HEALTH,
          Topics.SERVICE_HEALTH,
          Topics.ALERTS,
          Topics.DEPLOYMENTS,
          Topics.DEAD_LETTERS);

  private final ArrivalReader reader;
  private final ProjectionStore store;
  private final ProjectionMetrics metrics;
  private final Changes changes;
  private final Standing standing;
  private final CountDownLatch closed;
  private final ProjectionStore.Position start;
  private final Map<TopicPartitionKey, Long> positions;
  private final CountDownLatch over = new CountDownLatch(1);
  private long caughtUpAt;

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
    try (BatchWriter writer = new BatchWriter();
        Follower follower =
            Follower.follower(bus, codec)
                .name("projection")
                .topics(TOPICS.toArray(Topic[]::new))
                .from(StartPosition.offsets(start.next()))
                .largestBatch(largestBatch)
                .onRawBatch((batch, next) -> fold(writer, batch, next))
                .onProblem(this::report)
                .start()) {
      standing.begins(follower::positions);
      while (goesOn()) {
        watch(follower, writer);
      }
    }
  }

  private boolean goesOn() {
    return closed.getCount() > 0 && over.getCount() > 0;
  }

  private void watch(Follower follower, BatchWriter writer)
      throws SQLException, InterruptedException {
    boolean handled = follower.awaitCaughtUp(LOOK);
    boolean caughtUp = isWritten(writer) && handled;
    if (store.generation() != start.generation()) {
      over.countDown();
    }
    if (!goesOn()) {
      return;
    }
    metrics.lag(follower.lag());
    boolean complete = standing.complete(start.generation());
    if (caughtUp) {
      if (!complete) {
        LOG.info("projection has caught up: {} records", records());
      }
      if (!complete) {
        store.caughtUp(start.generation());
      }
      standing.completed(start.generation());
      caughtUpAt = System.nanoTime();
    } else if (complete) {
      if (System.nanoTime() - caughtUpAt > LATE.toNanos()) {
        standing.becomesLate();
      }
    } else if (standing.problem().isEmpty()) {
      long lag = follower.lag();
      LOG.info("projection is {} records behind", lag < 0 ? "an unknown number of" : lag);
    }
    over.await(caughtUp ? LOOK.toMillis() : 0, TimeUnit.MILLISECONDS);
  }

  private boolean isWritten(BatchWriter writer) throws InterruptedException {
    try {
      return writer.written(LOOK);
    } catch (ExecutionException e) {
      notWritten(e);
      return false;
    }
  }

  private void fold(
      BatchWriter writer, List<Message<byte[]>> batch, Map<TopicPartitionKey, Long> next)
      throws InterruptedException, UnknownFingerprintException {
    BatchFold fold = BatchFold.of(reader.read(batch));
    try {
      writer.begin(() -> write(fold, next));
    } catch (ExecutionException e) {
      notWritten(e);
      throw new IllegalStateException("An earlier batch was not written.", e);
    }
  }

  private ProjectionStore.Outcome write(BatchFold batch, Map<TopicPartitionKey, Long> next)
      throws SQLException {
    long began = System.nanoTime();
    ProjectionStore.Outcome outcome = store.fold(start.generation(), batch, next);
    switch (outcome) {
      case ProjectionStore.Outcome.Superseded _ -> over.countDown();
      case ProjectionStore.Outcome.Folded folded -> {
        metrics.folded(folded.fresh(), System.nanoTime() - began);
        positions.putAll(next);
        standing.going();
        changes.announce(batch.arrivals());
      }
    }
    return outcome;
  }

  /** The next session begins where the tables stand, so that nothing is passed over. */
  private void notWritten(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (goesOn()) {
      standing.stopped(String.valueOf((cause == null ? failure : cause).getMessage()));
      over.countDown();
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
