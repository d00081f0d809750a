package io.drover.monitor.probe.check;

import java.time.Duration;

/** What the value of a check is made of. */
public sealed interface Reading {
  /** The value of the first row, which is the worst; zero without rows. */
  record Worst() implements Reading {}

  /** How long the row that was there first has been there without a break, look by look. */
  record Lasting() implements Reading {}

  /** How fast a counter grew within the window, a minute. */
  record PerMinute(Duration window) implements Reading {}

  /**
   * What part of one counter's growth within the window another's was, in percent.
   *
   * @param least growth of the whole below which nothing is said
   */
  record Ratio(Duration window, double least) implements Reading {}
}
