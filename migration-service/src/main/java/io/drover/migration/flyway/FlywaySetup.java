package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryTable;
import io.drover.migration.execution.SessionLimits;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Policy;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** How Flyway is set up for the target of one attempt. */
final class FlywaySetup {
  private final Attempt<?> attempt;
  private final Policy.Migrations settings;
  private final SessionLimits limits;
  private final HistoryMark mark;

  FlywaySetup(Attempt<?> attempt) {
    this.attempt = attempt;
    this.settings = attempt.target().entry().policy().migrations();
    this.limits = SessionLimits.of(attempt.target().entry().policy());
    this.mark = HistoryMark.of(attempt.target().server().user(), attempt.operationId());
  }

  SessionLimits limits() {
    return limits;
  }

  /** The history as the settings name it. */
  HistoryTable table() {
    return new HistoryTable(
        settings.schemas().isEmpty() ? null : settings.schemas().getFirst(), settings.table());
  }

  HistoryMark mark() {
    return mark;
  }

  /** Callback scripts of the folders are left out, as reading must change nothing. */
  Flyway forReading() throws OperationFailure {
    return configuration().skipDefaultCallbacks(true).load();
  }

  Flyway forApplying(Callback callback, MigrationResolver resolver) throws OperationFailure {
    FluentConfiguration configuration =
        configuration().callbacks(callback).skipDefaultResolvers(true).resolvers(resolver);
    if (settings.baselineVersion() != null) {
      configuration.baselineOnMigrate(true).baselineVersion(settings.baselineVersion());
    }
    return configuration.load();
  }

  private FluentConfiguration configuration() throws OperationFailure {
    FluentConfiguration configuration =
        Flyway.configure(FlywaySetup.class.getClassLoader())
            .loggers("slf4j")
            .dataSource(new AttemptDataSource(attempt, limits))
            .locations(
                settings.locations().stream().map(l -> "filesystem:" + l).toArray(String[]::new))
            .failOnMissingLocations(true)
            .schemas(settings.schemas().toArray(String[]::new))
            .table(settings.table())
            .installedBy(mark.text())
            .outOfOrder(false)
            .cleanDisabled(true)
            .validateOnMigrate(true)
            .ignoreMigrationPatterns("*:future", "*:pending");
    // The lock in a transaction would make CREATE INDEX CONCURRENTLY wait for itself for ever.
    configuration
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    // Both set, Flyway scans no class path.
    return configuration
        .resourceProvider(SqlFolders.scan(configuration))
        .javaMigrationClassProvider(List::of);
  }
}
