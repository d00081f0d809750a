package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryState;
import io.drover.migration.source.MigrationSource;
import io.drover.schemas.FailureCode;
import io.drover.schemas.HistoryChange;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.FlywayExecutor;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Marks the versions of one namespace up to one of them as applied without running them, by a row
 * of Flyway's type BASELINE. Not thread-safe.
 */
public final class Baselining {
  private final OneHistory history;

  private Baselining(OneHistory history) {
    this.history = history;
  }

  /** For the attempt's target, with the scripts of one namespace. */
  public static Baselining of(Attempt<?> attempt, MigrationSource source) {
    return new Baselining(OneHistory.of(attempt, source));
  }

  /**
   * What a baseline marks, or has marked.
   *
   * @param version up to which, with it
   * @param made whether it stands in the history already
   * @param marked the versions of the folders that it marks, lowest first; empty where somebody
   *     else has made it
   */
  public record Baseline(String version, boolean made, List<HistoryChange> marked) {
    public Baseline {
      marked = List.copyOf(marked);
    }
  }

  /**
   * What {@link #make} would mark; changes nothing.
   *
   * @param version of digits and dots; null for the newest of the folders
   * @throws OperationFailure {@code INVALID_REQUEST} there are applied migrations, another baseline
   *     or no script of that version or above
   */
  public Baseline find(@Nullable String version) throws OperationFailure, InterruptedException {
    try {
      return find(version, history.setup().forReading().info().all());
    } catch (FlywayException e) {
      throw history.errors().of(e);
    }
  }

  private Baseline find(@Nullable String version, MigrationInfo[] infos) throws OperationFailure {
    BaselineRefusals refusals = new BaselineRefusals(history);
    Optional<MigrationInfo> applied =
        stream(infos).filter(Baselining::isRow).filter(each -> !isSynthetic(each)).findFirst();
    if (applied.isPresent()) {
      throw refusals.applied(applied.get());
    }
    List<MigrationInfo> scripts = stream(infos).filter(Baselining::isScript).sorted().toList();
    MigrationVersion wanted = wanted(version, scripts, refusals);
    Optional<MigrationInfo> before =
        stream(infos)
            .filter(Baselining::isRow)
            .filter(each -> each.getType() == CoreMigrationType.BASELINE)
            .findFirst();
    if (before.isPresent() && !wanted.equals(before.get().getVersion())) {
      throw refusals.another(String.valueOf(before.get().getVersion()));
    }
    boolean byOthers =
        before.isPresent() && !history.setup().mark().made(before.get().getInstalledBy());
    List<HistoryChange> marked =
        scripts.stream()
            .filter(each -> !byOthers && each.getVersion().compareTo(wanted) <= 0)
            .map(this::change)
            .toList();
    return new Baseline(wanted.getVersion(), before.isPresent(), marked);
  }

  private static MigrationVersion wanted(
      @Nullable String version, List<MigrationInfo> scripts, BaselineRefusals refusals)
      throws OperationFailure {
    MigrationVersion newest =
        scripts.isEmpty() ? MigrationVersion.fromVersion("0") : scripts.getLast().getVersion();
    if (version == null && scripts.isEmpty()) {
      throw refusals.noScript();
    }
    MigrationVersion wanted = version == null ? newest : MigrationVersion.fromVersion(version);
    if (wanted.compareTo(newest) > 0) {
      throw refusals.above(wanted.getVersion(), newest.getVersion());
    }
    return wanted;
  }

  /**
   * Writes the baseline, and makes the history where there is none yet.
   *
   * @throws OperationFailure {@code MIGRATION_FAILED} Flyway does not see it afterwards
   */
  public void make(Baseline baseline) throws OperationFailure, InterruptedException {
    try {
      Flyway flyway = history.setup().forBaseline(baseline.version());
      if (history.direct(HistoryState::read).exists()) {
        mark(flyway.getConfiguration());
      } else {
        flyway.baseline();
      }
    } catch (FlywayException e) {
      throw history.errors().of(e);
    }
    if (!find(baseline.version()).made()) {
      throw OperationFailure.of(
          FailureCode.MIGRATION_FAILED,
          "The baseline " + baseline.version() + " does not stand in the history.",
          "./drover migrate " + history.database() + " --status");
    }
  }

  /** Flyway itself refuses an empty history, such as an APPLY leaves whose first script failed. */
  private static void mark(Configuration configuration) {
    new FlywayExecutor(configuration)
        .<Boolean>execute(
            (_, rows, _, _, _, _, _) ->
                rows.<Boolean>lock(
                    () -> {
                      rows.addAppliedMigration(
                          configuration.getBaselineVersion(),
                          configuration.getBaselineDescription(),
                          CoreMigrationType.BASELINE,
                          configuration.getBaselineDescription(),
                          null,
                          0,
                          true);
                      return true;
                    }),
            true,
            null);
  }

  private HistoryChange change(MigrationInfo script) {
    return HistoryChange.newBuilder()
        .setNamespace(history.namespace())
        .setVersion(script.getVersion().getVersion())
        .setScript(script.getScript())
        .setChange("baselined")
        .setDetail("counts as applied and is never run")
        .build();
  }

  private static java.util.stream.Stream<MigrationInfo> stream(MigrationInfo[] infos) {
    return Arrays.stream(infos).sorted(Comparator.naturalOrder());
  }

  private static boolean isRow(MigrationInfo info) {
    return info.getInstalledRank() != null;
  }

  private static boolean isSynthetic(MigrationInfo info) {
    return info.getType().isSynthetic();
  }

  private static boolean isScript(MigrationInfo info) {
    return !isRow(info) && info.getVersion() != null && !info.getType().isBaseline();
  }
}
