package io.drover.monitor.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the herd at one instant, as they are read from the tables.
 *
 * @param at by the clock of the state database
 */
record Figures(
    Instant at,
    List<Health> health,
    List<Check> checks,
    List<Backup> backups,
    List<Migrations> migrations,
    List<Ended> ended,
    List<Open> open,
    List<DeadLetters> deadLetters,
    List<Instance> instances,
    List<Alerts> alerts) {

  /** Newest observation of a database by one of its observers. */
  record Health(String database, Instant observedAt, String status) {}

  /**
   * A check in the newest observation of a source.
   *
   * @param source who observed it; empty for the monitor
   */
  record Check(
      String database,
      String source,
      Instant observedAt,
      String name,
      String status,
      @Nullable Double value,
      String unit) {}

  /**
   * What stands for a database's backups.
   *
   * @param committedAt of the newest whole backup that was made here; null when there is none
   * @param verifiedAt newest good verdict on any backup; null when there is none
   */
  record Backup(
      String database,
      @Nullable Instant committedAt,
      @Nullable Long archiveBytes,
      @Nullable Instant verifiedAt) {}

  /** Migrations that wait, and those that failed, as the newest look at them found. */
  record Migrations(String database, long pending, long failed) {}

  /**
   * Operations that have ended.
   *
   * @param within upper bound in seconds of how long they took; not a number where their acceptance
   *     is not known
   * @param seconds how long they took in all
   */
  record Ended(String kind, String outcome, double within, long count, double seconds) {}

  /** Operations that have not ended. */
  record Open(String kind, boolean running, long count) {}

  /** Records that no one could read. */
  record DeadLetters(String reason, long count) {}

  /** Alerts that are not resolved. */
  record Alerts(String severity, long count) {}

  /** Newest heartbeat of an instance. */
  record Instance(
      String service, String instance, Instant observedAt, String status, Duration interval) {}
}
