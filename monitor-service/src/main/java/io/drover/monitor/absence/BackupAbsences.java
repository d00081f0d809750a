package io.drover.monitor.absence;

import io.drover.monitor.alert.About;
import io.drover.monitor.alert.AlertName;
import io.drover.monitor.alert.Cause;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import io.drover.schemas.Kinds;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Databases whose newest restorable state is older than their recovery-point objective. */
final class BackupAbsences implements ConditionSource {
  /** Part of the objective after which there is a warning: time to take a backup is left. */
  private static final double NEARLY = 0.9;

  private static final Duration CAUSE_WINDOW = Duration.ofDays(30);

  private final DatabaseRegistry registry;
  private final RestorePoints points;
  private final LastEnds ends;

  BackupAbsences(DatabaseRegistry registry, StateDatabase state) {
    this.registry = registry;
    this.points = new RestorePoints(state);
    this.ends = new LastEnds(state);
  }

  @Override
  public Findings look(Instant now) throws SQLException {
    List<DatabaseEntry> databases =
        registry.all().stream()
            .filter(each -> each.policy().recoveryPointObjective() != null)
            .toList();
    List<String> names = databases.stream().map(DatabaseEntry::name).toList();
    Map<String, RestorePoints.Point> newest = points.newest(names);
    Map<String, LastEnds.End> backups = ends.of(Kinds.BACKUP, names, now.minus(CAUSE_WINDOW));
    List<Condition> conditions = new ArrayList<>();
    for (DatabaseEntry database : databases) {
      Duration objective = database.policy().recoveryPointObjective();
      Condition overdue =
          objective == null ? null : overdue(database, objective, newest.get(database.name()), now);
      if (overdue != null) {
        conditions.add(
            overdue
                .seen("objective", objective == null ? "" : Ages.words(objective))
                .remedy("./drover backup " + database.name())
                .cause(failed(backups.get(database.name()))));
      }
    }
    return Findings.of(conditions);
  }

  private static @Nullable Condition overdue(
      DatabaseEntry database,
      Duration objective,
      RestorePoints.@Nullable Point newest,
      Instant now) {
    About about = About.database(database.name(), database.server().name());
    String name = AlertName.BACKUP_OVERDUE.word();
    if (newest == null) {
      return Condition.of(name, Severity.CRITICAL, about, "There is no backup to restore it from.");
    }
    Duration age = Ages.of(newest.at(), now);
    Duration warning = Duration.ofMillis((long) (objective.toMillis() * NEARLY));
    if (age.compareTo(warning) < 0) {
      return null;
    }
    boolean over = age.compareTo(objective) >= 0;
    return Condition.of(
            name,
            over ? Severity.CRITICAL : Severity.WARNING,
            about,
            over
                ? "Its newest restorable state is older than the objective."
                : "Its newest restorable state is nearly as old as the objective allows.")
        .since(newest.at().plus(over ? objective : warning))
        .seen("newest restorable state", Ages.at(newest.at()))
        .seen("backup", newest.backupId());
  }

  private static @Nullable Cause failed(LastEnds.@Nullable End end) {
    return end == null || !end.failed()
        ? null
        : new Cause("The newest backup failed: " + end.message(), Kinds.BACKUP, end.operationId());
  }
}
