package io.drover.monitor.absence;

import io.drover.monitor.alert.About;
import io.drover.monitor.alert.AlertName;
import io.drover.monitor.alert.Cause;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.HerdQueries.LastVerdict;
import io.drover.monitor.projection.Query;
import io.drover.schemas.Kinds;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Databases whose backups were not proven for too long, or proven to be bad. */
final class VerifyAbsences implements ConditionSource {
  /** The backup service looks a few times a day whether a verification is due. */
  private static final Duration LONGEST_LOOK = Duration.ofHours(6);

  private static final Duration LONGEST_RUN = Duration.ofHours(1);
  private static final String FIRST_BACKUPS =
      """
      SELECT d.name, b.committed_at FROM unnest(?::text[]) AS d (name) CROSS JOIN LATERAL (
        SELECT committed_at FROM backups WHERE database = d.name ORDER BY committed_at LIMIT 1) AS b
      """;

  private final DatabaseRegistry registry;
  private final HerdQueries herd;
  private final StateDatabase state;
  private final LastEnds ends;

  VerifyAbsences(DatabaseRegistry registry, HerdQueries herd, StateDatabase state) {
    this.registry = registry;
    this.herd = herd;
    this.state = state;
    this.ends = new LastEnds(state);
  }

  @Override
  public Findings look(Instant now) throws SQLException {
    Map<String, LastVerdict> verdicts = herd.newestVerdicts();
    List<String> names = registry.all().stream().map(DatabaseEntry::name).toList();
    Map<String, Instant> firstBackups = firstBackups(names);
    Map<String, LastEnds.End> runs = ends.of(Kinds.VERIFY, names, now.minus(Duration.ofDays(30)));
    List<Condition> conditions = new ArrayList<>();
    for (DatabaseEntry database : registry.all()) {
      LastVerdict verdict = verdicts.get(database.name());
      if (verdict != null && verdict.verdict().equals("failed")) {
        conditions.add(failed(database, verdict));
      }
      Duration every = database.policy().verification().every();
      Instant proven = verdict == null ? firstBackups.get(database.name()) : verdict.at();
      if (every != null && proven != null) {
        Duration look = every.compareTo(LONGEST_LOOK) < 0 ? every : LONGEST_LOOK;
        Duration limit = every.plus(look).plus(LONGEST_RUN);
        if (Ages.over(proven, now, limit)) {
          conditions.add(
              overdue(database, verdict, every, proven.plus(every), runs.get(database.name()))
                  .seen("for", Ages.words(Ages.of(proven, now))));
        }
      }
    }
    return Findings.of(conditions);
  }

  private static Condition failed(DatabaseEntry database, LastVerdict verdict) {
    return Condition.of(
            AlertName.VERIFY_FAILED.word(),
            Severity.CRITICAL,
            about(database),
            "The newest verification found a backup that is not sound.")
        .since(verdict.at())
        .seen("backup", verdict.backupId())
        .remedy("./drover backup " + database.name() + " && ./drover verify " + database.name());
  }

  private static Condition overdue(
      DatabaseEntry database,
      @Nullable LastVerdict verdict,
      Duration every,
      Instant since,
      LastEnds.@Nullable End run) {
    Condition overdue =
        Condition.of(
                AlertName.VERIFY_OVERDUE.word(),
                Severity.WARNING,
                about(database),
                verdict == null
                    ? "None of its backups has ever been proven by a restore."
                    : "Its backups were not proven by a restore for longer than the policy wants.")
            .since(since)
            .seen("policy", "every " + Ages.words(every))
            .seen("newest verdict", verdict == null ? "" : Ages.at(verdict.at()))
            .remedy("./drover verify " + database.name());
    return run == null || !run.failed()
        ? overdue
        : overdue.cause(
            new Cause(
                "The newest verification failed: " + run.message(),
                Kinds.VERIFY,
                run.operationId()));
  }

  private Map<String, Instant> firstBackups(Collection<String> names) throws SQLException {
    Map<String, Instant> first = new HashMap<>();
    Query.list(
            state,
            FIRST_BACKUPS,
            row -> Map.entry(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()),
            names)
        .forEach(each -> first.put(each.getKey(), each.getValue()));
    return first;
  }

  private static About about(DatabaseEntry database) {
    return About.database(database.name(), database.server().name());
  }
}
