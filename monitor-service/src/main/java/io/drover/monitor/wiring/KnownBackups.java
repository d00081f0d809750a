package io.drover.monitor.wiring;

import io.drover.monitor.probe.NewestBackups;
import io.drover.monitor.projection.HerdQueries;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The newest backups as the projection knows them, asked for at most once a second whatever the
 * number of databases. Thread-safe.
 */
final class KnownBackups implements NewestBackups {
  private static final long VALID = Duration.ofSeconds(1).toNanos();

  private final HerdQueries herd;
  private final BooleanSupplier complete;
  private Map<String, Instant> newest = Map.of();
  private boolean current;
  private long askedAt = System.nanoTime() - VALID;

  /**
   * @param complete whether the projection held all there is, right after it was read
   */
  KnownBackups(HerdQueries herd, BooleanSupplier complete) {
    this.herd = herd;
    this.complete = complete;
  }

  @Override
  public synchronized boolean current() {
    return current;
  }

  @Override
  public synchronized Optional<Instant> newest(String database) throws SQLException {
    if (System.nanoTime() - askedAt >= VALID) {
      newest = herd.newestBackupTimes();
      current = complete.getAsBoolean();
      askedAt = System.nanoTime();
    }
    return Optional.ofNullable(newest.get(database));
  }
}
