package io.drover.monitor.alert;

import java.sql.SQLException;
import java.time.Instant;

/** Tells what is wrong. Called every few seconds, from one thread at a time. */
public interface ConditionSource {
  /**
   * All that is wrong now, not only what is new.
   *
   * @param now by the clock of the state database
   * @throws SQLException it cannot be told; no alert changes then
   */
  Findings look(Instant now) throws SQLException;
}
