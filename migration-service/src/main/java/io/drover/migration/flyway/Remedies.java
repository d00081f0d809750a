package io.drover.migration.flyway;

import io.drover.service.target.MigrationNamespace;

/** What mends a history with a failed script. */
final class Remedies {
  private Remedies() {}

  /**
   * A script outside a transaction may have half worked, which only a person can judge: a failed
   * {@code CREATE INDEX CONCURRENTLY} leaves an invalid index, for example.
   */
  static String repair(String script, MigrationNamespace settings) {
    String schema = settings.schemas().isEmpty() ? "" : quoted(settings.schemas().getFirst()) + ".";
    return "Undo what "
        + script
        + " left half done (such as an invalid index), correct it, then run in the database:"
        + " DELETE FROM "
        + schema
        + quoted(settings.table())
        + " WHERE NOT success;";
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
