package io.drover.service.operation;

/**
 * How far an attempt is; safe for calls from any thread, cheap, and published at most twice a
 * second.
 */
public interface Progress {
  /**
   * Begins a phase.
   *
   * @param unit bytes, rows, migrations, statements or blocks
   * @param total estimated units in all, 0 when unknown
   */
  void phase(String name, String unit, long total);

  /** Goes on with a phase of which an earlier attempt has done so many units. */
  default void resumed(String name, String unit, long total, long done) {
    phase(name, unit, total);
    done(done);
  }

  /** Units done so far in this phase. */
  void done(long units);
}
