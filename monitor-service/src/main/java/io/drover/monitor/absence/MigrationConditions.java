package io.drover.monitor.absence;

import io.drover.monitor.alert.About;
import io.drover.monitor.alert.AlertName;
import io.drover.monitor.alert.Cause;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import io.drover.monitor.projection.MigrationQueries;
import io.drover.monitor.projection.MigrationQueries.MigrationState;
import io.drover.schemas.Kinds;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Migrations that failed, or that have been there for long without being applied. */
final class MigrationConditions implements ConditionSource {
  private static final Duration LONGEST_PENDING = Duration.ofDays(7);
  private static final Duration WINDOW = Duration.ofDays(30);
  private static final String KEY = "pending/";

  /** Codes of failures that are the migration's own, or of the locks and time it did not get. */
  private static final List<String> CODES =
      List.of("MIGRATION_", "LOCK_TIMEOUT", "STATEMENT_TIMEOUT");

  private final DatabaseRegistry registry;
  private final MigrationQueries migrations;
  private final LastEnds ends;
  private final FirstSeen seen;

  MigrationConditions(
      DatabaseRegistry registry, MigrationQueries migrations, StateDatabase state, FirstSeen seen) {
    this.registry = registry;
    this.migrations = migrations;
    this.ends = new LastEnds(state);
    this.seen = seen;
  }

  @Override
  public Findings look(Instant now) throws SQLException {
    Map<String, MigrationState> states = migrations.all();
    Map<String, String> pending = new LinkedHashMap<>();
    states.forEach(
        (name, each) -> {
          if (each.pending() > 0) {
            pending.put(name, "pending");
          }
        });
    Map<String, Instant> pendingSince = seen.see(KEY, pending, now);
    List<String> names = registry.all().stream().map(DatabaseEntry::name).toList();
    Map<String, LastEnds.End> newest = ends.of(Kinds.MIGRATE, names, now.minus(WINDOW));
    List<Condition> conditions = new ArrayList<>();
    for (DatabaseEntry database : registry.all()) {
      MigrationState found = states.get(database.name());
      Condition failed = failed(database, found, newest.get(database.name()));
      if (failed != null) {
        conditions.add(failed);
      }
      Instant since = pendingSince.get(database.name());
      if (found != null && since != null && Ages.over(since, now, LONGEST_PENDING)) {
        conditions.add(pending(database, found, since));
      }
    }
    return Findings.of(conditions);
  }

  private static @Nullable Condition failed(
      DatabaseEntry database, @Nullable MigrationState found, LastEnds.@Nullable End end) {
    if (end != null && end.failed() && CODES.stream().anyMatch(end.code()::startsWith)) {
      return condition(
              AlertName.MIGRATION_FAILED,
              Severity.CRITICAL,
              database,
              "The newest migration of the database failed.")
          .since(end.at())
          .seen("failure", end.code() + ": " + end.message())
          .remedy(end.remedy())
          .cause(new Cause("The migration itself.", Kinds.MIGRATE, end.operationId()));
    }
    if (found == null || found.failed() == 0) {
      return null;
    }
    return condition(
            AlertName.MIGRATION_FAILED,
            Severity.CRITICAL,
            database,
            "The history of migrations holds failed ones.")
        .since(found.observedAt())
        .seen("failed", String.valueOf(found.failed()))
        .remedy("./drover migrate " + database.name() + " --plan")
        .cause(new Cause("Found by this operation.", Kinds.MIGRATE, found.operationId()));
  }

  private static Condition pending(DatabaseEntry database, MigrationState found, Instant since) {
    return condition(
            AlertName.MIGRATION_PENDING,
            Severity.WARNING,
            database,
            "Migrations have been waiting to be applied for more than a week.")
        .since(since)
        .seen("pending", String.valueOf(found.pending()))
        .seen("version", found.version() == null ? "" : found.version())
        .seen("found by", found.operationId())
        .remedy("./drover migrate " + database.name() + " --plan");
  }

  private static Condition condition(
      AlertName name, Severity severity, DatabaseEntry database, String summary) {
    return Condition.of(
        name.word(), severity, About.database(database.name(), database.server().name()), summary);
  }
}
