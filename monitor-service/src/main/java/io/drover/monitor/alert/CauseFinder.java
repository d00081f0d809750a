package io.drover.monitor.alert;

import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Looks for what led to a condition. */
@FunctionalInterface
public interface CauseFinder {
  /**
   * What happened before it and probably led to it.
   *
   * @param since since when the condition holds
   * @return null where nothing is known
   */
  @Nullable Cause find(Condition condition, Instant since) throws SQLException;
}
