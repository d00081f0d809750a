package io.drover.monitor.projection;

import io.drover.bus.TopicPartitionKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the projection of this instance stands: which generation of the tables is complete, and why
 * it does not get on. Thread-safe.
 */
final class Standing {
  private static final Logger LOG = LoggerFactory.getLogger(Standing.class);
  private static final long NONE = -1;

  private final ProjectionMetrics metrics;
  private final Runnable changed;
  private volatile long complete = NONE;
  private volatile boolean late;
  private volatile @Nullable String problem = "The projection has not begun yet.";
  private volatile Supplier<Map<TopicPartitionKey, Long>> positions = Map::of;

  /**
   * @param changed runs when it stands otherwise than before
   */
  Standing(ProjectionMetrics metrics, Runnable changed) {
    this.metrics = metrics;
    this.changed = changed;
  }

  /** Another generation of the tables is begun, or the same is gone on with. */
  void begins(Supplier<Map<TopicPartitionKey, Long>> read) {
    positions = read;
    changed.run();
  }

  /** Offset to read next of each partition that is read. */
  Map<TopicPartitionKey, Long> positions() {
    return positions.get();
  }

  /** Whether the tables of this generation held all that stood in the topics. */
  boolean complete(long generation) {
    return complete != NONE && complete == generation;
  }

  /** Whether records have waited for so long that what is shown is old. */
  boolean late() {
    return late;
  }

  void completed(long generation) {
    going();
    boolean news = complete != generation || late;
    complete = generation;
    late = false;
    if (news) {
      changed.run();
    }
  }

  void becomesLate() {
    if (!late) {
      late = true;
      changed.run();
    }
  }

  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  void going() {
    boolean news = problem != null;
    problem = null;
    metrics.stalled(false);
    if (news) {
      LOG.info("projection goes on");
      changed.run();
    }
  }

  void stopped(String why) {
    boolean news = !why.equals(problem);
    complete = NONE;
    problem = why;
    metrics.stalled(true);
    if (news) {
      LOG.warn("projection stopped: {}", why);
      changed.run();
    }
  }
}
