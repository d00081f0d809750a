package io.drover.migration.flyway;

import io.drover.migration.execution.UndoneRows;
import io.drover.migration.execution.UndoneRows.UndoneRow;
import io.drover.migration.review.Script;
import io.drover.migration.source.MigrationSource;
import io.drover.schemas.FailureCode;
import io.drover.schemas.HistoryChange;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Takes applied versions of one namespace back by their undo scripts, the one that was applied last
 * first. Repeatable scripts stay as they are. Not thread-safe.
 */
public final class Undoing {
  private static final MigrationVersion NOTHING = MigrationVersion.fromVersion("0");

  private final OneHistory history;

  private Undoing(OneHistory history) {
    this.history = history;
  }

  /** For the attempt's target, with the scripts of one namespace. */
  public static Undoing of(Attempt<?> attempt, MigrationSource source) {
    return new Undoing(OneHistory.of(attempt, source));
  }

  /**
   * What is taken back.
   *
   * @param content the undo scripts in the order in which they run, and what they rest on
   * @param rows of the history that go
   * @param changes the same in the words of the contract
   */
  public record Undo(RunContent content, List<UndoneRow> rows, List<HistoryChange> changes) {
    public Undo {
      rows = List.copyOf(rows);
      changes = List.copyOf(changes);
    }
  }

  /**
   * What {@link #undo} would take back; changes nothing.
   *
   * @param version everything above it; null for the version that was applied last alone
   * @throws OperationFailure {@code INVALID_REQUEST} undo scripts are missing, or the version lies
   *     below the baseline; {@code MIGRATION_FAILED} a migration stands as failed
   */
  public Undo find(@Nullable String version) throws OperationFailure, InterruptedException {
    try {
      Flyway flyway = history.setup().forReading();
      Configuration configuration = flyway.getConfiguration();
      MigrationInfo[] infos = flyway.info().all();
      List<MigrationInfo> undone = selected(version, infos);
      SqlFolders folders = (SqlFolders) configuration.getResourceProvider();
      List<LoadableResource> files =
          new UndoScripts(history.namespace(), folders.undoing()).of(undone);
      return undo(configuration, infos, undone, files);
    } catch (FlywayException e) {
      throw history.errors().of(e);
    }
  }

  private Undo undo(
      Configuration configuration,
      MigrationInfo[] infos,
      List<MigrationInfo> undone,
      List<LoadableResource> files)
      throws OperationFailure {
    List<String> lines = new ArrayList<>();
    rows(infos).map(RunContents::line).forEach(lines::add);
    List<UndoneRow> rows = new ArrayList<>();
    List<HistoryChange> changes = new ArrayList<>();
    for (int i = 0; i < undone.size(); i++) {
      MigrationInfo each = undone.get(i);
      rows.add(new UndoneRow(each.getInstalledRank(), each.getScript()));
      lines.add("undone " + each.getInstalledRank());
      changes.add(change(each, "by " + files.get(i).getRelativePath() + "; is pending again"));
    }
    RunContents contents =
        new RunContents(history.setup().mark(), configuration, history.attempt().target());
    return new Undo(
        new RunContent(
            history.namespace(),
            String.join(",", configuration.getSchemas()) + "/" + configuration.getTable(),
            RunContents.lines(history.source().namespace().placeholders()),
            lines,
            contents.scripts(files, Map.of()).stream().map(Undoing::byPath).toList()),
        rows,
        changes);
  }

  /** In a folder of rollbacks the file alone may be named like the migration. */
  private static RunScript byPath(RunScript one) {
    Script script = one.script();
    return new RunScript(
        one.name(),
        one.file(),
        one.settings(),
        new Script(
            one.name(), script.text(), script.statements(), script.transactional(), script.mixed()),
        one.done());
  }

  /**
   * What an earlier attempt of this very operation has taken back and committed, the one that was
   * applied last first; empty when nothing.
   */
  public List<HistoryChange> done() throws OperationFailure, InterruptedException {
    List<String> scripts =
        history.direct(
            (connection, table) ->
                UndoneRows.by(connection, table, history.setup().mark().operation()));
    if (scripts.isEmpty()) {
      return List.of();
    }
    try {
      MigrationInfo[] infos = history.setup().forReading().info().all();
      return scripts.stream().map(script -> done(script, infos)).toList();
    } catch (FlywayException e) {
      throw history.errors().of(e);
    }
  }

  private HistoryChange done(String script, MigrationInfo[] infos) {
    return Arrays.stream(infos)
        .filter(each -> script.equals(each.getScript()))
        .findFirst()
        .map(each -> change(each, "is pending again"))
        .orElseGet(
            () ->
                HistoryChange.newBuilder()
                    .setNamespace(history.namespace())
                    .setScript(script)
                    .setChange("undone")
                    .setDetail("its script is gone from the folders")
                    .build());
  }

  /**
   * Runs the undo scripts and takes the rows out of the history, all in one transaction: either all
   * of it is done, or nothing.
   */
  public void undo(Undo undo) throws OperationFailure, InterruptedException {
    new UndoRun(history, undo).run();
  }

  private List<MigrationInfo> selected(@Nullable String version, MigrationInfo[] infos)
      throws OperationFailure {
    for (MigrationInfo each : rows(infos).toList()) {
      if (each.getState().isFailed()) {
        throw failed(each.getScript());
      }
    }
    List<MigrationInfo> applied =
        rows(infos)
            .filter(each -> each.getVersion() != null && each.getState().isApplied())
            .filter(each -> !each.getType().isSynthetic() && !each.getType().isBaseline())
            .sorted(Comparator.comparing(MigrationInfo::getInstalledRank).reversed())
            .toList();
    if (version == null) {
      return applied.stream().limit(1).toList();
    }
    MigrationVersion wanted = MigrationVersion.fromVersion(version);
    requireAboveBaseline(wanted, infos);
    return applied.stream().filter(each -> each.getVersion().compareTo(wanted) > 0).toList();
  }

  private void requireAboveBaseline(MigrationVersion wanted, MigrationInfo[] infos)
      throws OperationFailure {
    for (MigrationInfo each : rows(infos).toList()) {
      boolean baseline = each.getType().isBaseline() && each.getVersion() != null;
      if (baseline && !wanted.equals(NOTHING) && wanted.compareTo(each.getVersion()) < 0) {
        throw OperationFailure.of(
            FailureCode.INVALID_REQUEST,
            "The history begins at the baseline "
                + each.getVersion()
                + ": what came before it cannot be undone.",
            "./drover migrate "
                + history.database()
                + " --rollback --to-version "
                + each.getVersion()
                + " --plan");
      }
    }
  }

  private OperationFailure failed(String script) {
    return OperationFailure.of(
        FailureCode.MIGRATION_FAILED,
        "The migration " + script + " stands as failed in the history: what it did is not known.",
        "Bring it to its end with ./drover migrate "
            + history.database()
            + " --apply, or undo what it did by hand and then: ./drover migrate "
            + history.database()
            + " --repair --dry-run");
  }

  private HistoryChange change(MigrationInfo migration, String detail) {
    return HistoryChange.newBuilder()
        .setNamespace(history.namespace())
        .setVersion(migration.getVersion() == null ? null : migration.getVersion().getVersion())
        .setScript(migration.getScript())
        .setChange("undone")
        .setDetail(detail)
        .build();
  }

  private static Stream<MigrationInfo> rows(MigrationInfo[] infos) {
    return Arrays.stream(infos).filter(each -> each.getInstalledRank() != null);
  }
}
