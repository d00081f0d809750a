package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryTable;
import io.drover.migration.execution.SessionLimits;
import io.drover.migration.source.MigrationSource;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/** How Flyway is set up for one namespace of the target of one attempt. Not thread-safe. */
final class FlywaySetup {
  private final Attempt<?> attempt;
  private final MigrationSource source;
  private final MigrationNamespace settings;
  private final SessionLimits limits;
  private final HistoryMark mark;
  private final @Nullable String upTo;
  private @Nullable Flyway reading;

  /**
   * @param upTo the scripts of higher versions are as if they were not there; null for all
   */
  FlywaySetup(Attempt<?> attempt, MigrationSource source, @Nullable String upTo) {
    this.attempt = attempt;
    this.source = source;
    this.upTo = upTo;
    this.settings = source.namespace();
    this.limits = SessionLimits.of(attempt.target().entry().policy());
    this.mark = HistoryMark.of(attempt.target().server().user(), attempt.operationId());
  }

  SessionLimits limits() {
    return limits;
  }

  /** Name of the namespace. */
  String namespace() {
    return settings.name();
  }

  /** The history as the settings name it. */
  HistoryTable table() {
    return new HistoryTable(
        settings.schemas().isEmpty() ? null : settings.schemas().getFirst(), settings.table());
  }

  HistoryMark mark() {
    return mark;
  }

  /** Reads scripts as the next run will. */
  RunContents contents() throws OperationFailure {
    return new RunContents(mark, forReading().getConfiguration(), attempt.target());
  }

  /** Hides what secret placeholders put into a text. */
  String masked(String text) {
    return source.placeholders().mask().apply(text);
  }

  /** Callback scripts of the folders are left out, as reading must change nothing. */
  Flyway forReading() throws OperationFailure {
    Flyway known = reading;
    if (known == null) {
      known = configuration().skipDefaultCallbacks(true).load();
      reading = known;
    }
    return known;
  }

  Flyway forApplying(MigrationResolver resolver, Callback... callbacks) throws OperationFailure {
    FluentConfiguration configuration =
        configuration().callbacks(callbacks).skipDefaultResolvers(true).resolvers(resolver);
    if (settings.baselineVersion() != null) {
      configuration.baselineOnMigrate(true).baselineVersion(settings.baselineVersion());
    }
    return configuration.load();
  }

  /** Marks everything up to the version as applied, without having been run. */
  Flyway forBaseline(String version) throws OperationFailure {
    return configuration().skipDefaultCallbacks(true).baselineVersion(version).load();
  }

  private FluentConfiguration configuration() throws OperationFailure {
    FluentConfiguration configuration =
        Flyway.configure(FlywaySetup.class.getClassLoader())
            .loggers("slf4j")
            .dataSource(new AttemptDataSource(attempt, limits))
            .locations(
                source.folders().stream()
                    .map(folder -> "filesystem:" + folder)
                    .toArray(String[]::new))
            .failOnMissingLocations(true)
            .schemas(settings.schemas().toArray(String[]::new))
            .table(settings.table())
            .installedBy(mark.text())
            .placeholders(source.placeholders().values())
            .placeholderReplacement(source.placeholders().replaced())
            .outOfOrder(false)
            .cleanDisabled(true)
            .validateOnMigrate(true)
            .ignoreMigrationPatterns("*:future", "*:pending");
    // The lock in a transaction would make CREATE INDEX CONCURRENTLY wait for itself for ever.
    configuration
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    if (upTo != null) {
      configuration.target(upTo);
    }
    // Both set, Flyway scans no class path.
    return configuration
        .resourceProvider(SqlFolders.scan(configuration))
        .javaMigrationClassProvider(List::of);
  }
}
