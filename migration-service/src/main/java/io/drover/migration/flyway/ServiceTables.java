package io.drover.migration.flyway;

import io.drover.service.state.StateDatabase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Makes the migration service's own tables, beside those that every service has. */
public final class ServiceTables {
  private ServiceTables() {}

  /** Brings the tables up to date; whoever uses one calls this first, as often as it likes. */
  public static StateDatabase open(StateDatabase state) {
    FluentConfiguration flyway =
        Flyway.configure(ServiceTables.class.getClassLoader())
            .loggers("slf4j")
            .dataSource(state.dataSource())
            .table("history_of_migrations")
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .locations("classpath:io/drover/migration/tables");
    flyway
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    flyway.load().migrate();
    return state;
  }
}
