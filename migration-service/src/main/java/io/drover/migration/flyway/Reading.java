package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryState;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.Target;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * One look at a namespace, and what Flyway saw in it.
 *
 * @param history as it was right before Flyway looked: should it change in between, the next look
 *     sees another one
 */
record Reading(HistoryState history, List<MigrationInfo> infos, MigrationStatus status) {
  /**
   * Looks.
   *
   * @param afterMigrateRan whether this attempt has run the scripts that come after each run
   */
  static Reading of(FlywaySetup setup, HistoryState history, boolean afterMigrateRan)
      throws OperationFailure {
    Flyway flyway = setup.forReading();
    Configuration configuration = flyway.getConfiguration();
    MigrationInfoService service = flyway.info();
    MigrationInfo[] infos = service.all();
    MigrationInfo[] pending = service.pending();
    SqlCallbacks callbacks = SqlCallbacks.of(configuration);
    List<String> afterMigrate = callbacks.afterMigrate();
    boolean due = AfterMigrateMark.in(history.comment()) && !afterMigrate.isEmpty();
    MigrationStatus status =
        new MigrationStatus(
            new MigrationEntries(setup.namespace(), setup.mark())
                .of(infos, afterMigrate, due, afterMigrateRan),
            pending.length + history.unfinished().failed().size(),
            MigrationEntries.current(infos),
            history.exists(),
            service.getInfoResult().allSchemasEmpty,
            afterMigrate,
            due,
            history.unfinished(),
            pending.length == 0 && !due
                ? null
                : new OpenPlaceholders(configuration).find(callbacks.with(pending)).orElse(null));
    return new Reading(history, List.of(infos), status);
  }

  /** What a run would execute. */
  RunContent content(FlywaySetup setup, MigrationNamespace namespace, Target target)
      throws OperationFailure {
    return new RunContents(setup.mark(), setup.forReading().getConfiguration(), target)
        .of(namespace, infos.toArray(MigrationInfo[]::new), history.unfinished());
  }

  /**
   * Whether each migration is pending, or was applied as its file is: then Flyway, which would read
   * everything once more to validate it, has nothing to find fault with.
   */
  boolean isPlain() {
    return infos.stream()
        .allMatch(
            info ->
                switch (info.getState()) {
                  case PENDING, BASELINE -> true;
                  case SUCCESS ->
                      info.isChecksumMatching()
                          && info.isDescriptionMatching()
                          && info.isTypeMatching();
                  default -> false;
                });
  }
}
