package io.drover.monitor.projection;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the projection stands: which generation of the tables is complete, and why it does not get
 * on. Thread-safe.
 */
final class Standing {
  private static final Logger LOG = LoggerFactory.getLogger(Standing.class);
  private static final long NONE = -1;

  private final ProjectionMetrics metrics;
  private volatile long complete = NONE;
  private volatile @Nullable String problem = "The projection has not begun yet.";

  Standing(ProjectionMetrics metrics) {
    this.metrics = metrics;
  }

  /** Whether the tables of this generation held all that stood in the topics. */
  boolean complete(long generation) {
    return complete != NONE && complete == generation;
  }

  void completed(long generation) {
    going();
    complete = generation;
  }

  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  void going() {
    if (problem != null) {
      LOG.info("projection goes on");
    }
    problem = null;
    metrics.stalled(false);
  }

  void stopped(String why) {
    if (!why.equals(problem)) {
      LOG.warn("projection stopped: {}", why);
    }
    complete = NONE;
    problem = why;
    metrics.stalled(true);
  }
}
