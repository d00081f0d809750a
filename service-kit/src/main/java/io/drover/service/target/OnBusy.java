package io.drover.service.target;

import java.util.Locale;

/** What a request does when another operation holds its target. */
public enum OnBusy {
  /** Waits in PostgreSQL's own fair queue. */
  WAIT,
  /** Fails with {@code BUSY} at once. */
  FAIL,
  /** Waits, and asks holders that are preemptible to give up. */
  PREEMPT;

  /**
   * Reads the contract's word: {@code wait}, {@code fail} or {@code preempt}.
   *
   * @throws IllegalArgumentException it is none of these
   */
  public static OnBusy of(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "wait" -> WAIT;
      case "fail" -> FAIL;
      case "preempt" -> PREEMPT;
      default -> throw new IllegalArgumentException("onBusy must be wait, fail or preempt");
    };
  }
}
