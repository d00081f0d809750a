package io.drover.monitor.access;

/** What becomes of a request. */
public sealed interface Answer {
  /** It goes on. */
  record Enter(Caller caller) implements Answer {}

  /**
   * It goes no further.
   *
   * @param status of HTTP
   * @param retryAfterSeconds 0 for nothing to wait for
   */
  record Refuse(int status, String code, String message, String remedy, long retryAfterSeconds)
      implements Answer {
    static Refuse of(int status, String message, String remedy) {
      return new Refuse(status, "NOT_PERMITTED", message, remedy, 0);
    }

    static Refuse tooMany(String message) {
      long seconds = Limits.PERIOD.toSeconds();
      return new Refuse(429, "BUSY", message, "Ask again in a minute.", seconds);
    }
  }
}
