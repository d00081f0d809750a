package io.drover.migration.flyway;

import io.drover.service.state.StateDatabase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Makes the migration service's own tables, which all its features share one history of. */
public final class ServiceTables {
  private ServiceTables() {}

  /** Brings the tables up to date; whoever uses one calls this first, as often as it likes. */
  public static StateDatabase open(StateDatabase state) {
    FluentConfiguration flyway =
        Flyway.configure()
            .dataSource(state.dataSource())
            .table("history_of_migrations")
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .locations("classpath:io/drover/migration/schema")
            .loggers("slf4j");
    flyway
        .getPluginRegister()
        .getExact(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    flyway.load().migrate();
    return state;
  }
}
