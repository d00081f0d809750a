package io.drover.migration.flyway;

/** What mends a history with a failed script. */
final class Remedies {
  private Remedies() {}

  /**
   * A script outside a transaction may have half worked, which only a person can judge: a failed
   * {@code CREATE INDEX CONCURRENTLY} leaves an invalid index, for example.
   */
  static String repair(String script, String database) {
    return "Undo what "
        + script
        + " left half done (such as an invalid index), correct it, then take the failure out of"
        + " the history: ./drover migrate "
        + database
        + " --repair --dry-run";
  }
}
