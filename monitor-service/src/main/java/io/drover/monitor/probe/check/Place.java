package io.drover.monitor.probe.check;

/** Where a check is made, and what its value is about. */
public enum Place {
  /** In the maintenance database; one value for the server. */
  SERVER,
  /** In the maintenance database; one value for each database of the server. */
  EACH_DATABASE,
  /** In the database itself. */
  INSIDE,
  /** In the database itself, at most every ten minutes: it costs more. */
  INSIDE_SELDOM
}
