package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryState;
import io.drover.schemas.ScriptProgress;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import java.util.List;
import java.util.Map;
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
            new MigrationEntries(
                    setup.namespace(), setup.mark(), progress(setup, history, callbacks, infos))
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

  private static Map<String, ScriptProgress> progress(
      FlywaySetup setup, HistoryState history, SqlCallbacks callbacks, MigrationInfo[] infos)
      throws OperationFailure {
    if (history.unfinished().begun().isEmpty()) {
      return Map.of();
    }
    return new ScriptsInTheMiddle(setup.contents(), setup::masked)
        .of(history.unfinished(), callbacks.with(infos));
  }

  /** What a run would execute. */
  RunContent content(FlywaySetup setup, MigrationNamespace namespace) throws OperationFailure {
    return setup
        .contents()
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
