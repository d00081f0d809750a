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

  /** Units done so far in this phase. */
  void done(long units);
}
