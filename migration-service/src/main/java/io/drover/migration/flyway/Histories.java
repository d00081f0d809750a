package io.drover.migration.flyway;

import org.flywaydb.core.FlywayExecutor;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.command.DbSchemas;

/** Tables of histories. */
final class Histories {
  private Histories() {}

  /**
   * Makes the schemas and the empty history of a namespace, as Flyway does at its first migration.
   * Where several namespaces begin on an empty database, all are made before the first script runs:
   * Flyway would take what the scripts of one create for foreign objects in the schemas of another.
   */
  static void create(Configuration configuration) {
    new FlywayExecutor(configuration)
        .<Boolean>execute(
            (_, history, database, _, schemas, callbacks, _) -> {
              new DbSchemas(database, schemas, history, callbacks).create(false);
              history.create(false);
              return true;
            },
            true,
            null);
  }
}
