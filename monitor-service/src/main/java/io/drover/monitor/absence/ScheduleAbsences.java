package io.drover.monitor.absence;

import io.drover.monitor.alert.About;
import io.drover.monitor.alert.AlertName;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import io.drover.monitor.projection.Query;
import io.drover.schemas.Kinds;
import io.drover.service.schedule.BackupSchedule;
import io.drover.service.schedule.ScheduledRequest;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Schedules whose last time has passed without a backup being accepted for it. A schedule counts
 * from when it was first seen as it is now, as the backup service does not look back either.
 */
final class ScheduleAbsences implements ConditionSource {
  private static final Duration GRACE = Duration.ofMinutes(10);

  /** What was asked for longer ago may have left the topic. */
  private static final Duration LONGEST = Duration.ofDays(25);

  private static final String KEY = "schedule/";
  private static final String REQUESTED =
      """
      SELECT d.prefix, o.operation_id
      FROM unnest(?::text[], ?::text[], ?::text[]::timestamptz[]) AS d (prefix, database, at) CROSS JOIN LATERAL (
        SELECT max(operation_id COLLATE "C") AS operation_id FROM operations
        WHERE database = d.database AND first_at >= d.at - interval '1 minute' AND starts_with(operation_id, d.prefix)
          AND state NOT IN ('rejected', 'refused')) AS o
      WHERE o.operation_id IS NOT NULL
      """;

  private final DatabaseRegistry registry;
  private final StateDatabase state;
  private final FirstSeen seen;

  ScheduleAbsences(DatabaseRegistry registry, StateDatabase state, FirstSeen seen) {
    this.registry = registry;
    this.state = state;
    this.seen = seen;
  }

  private record Due(DatabaseEntry database, BackupSchedule schedule, Instant at, Instant release) {
    String name() {
      return Kinds.BACKUP + "/" + schedule.name();
    }

    String prefix() {
      return ScheduledRequest.prefix(database.name(), name());
    }
  }

  @Override
  public Findings look(Instant now) throws SQLException {
    List<Due> late = new ArrayList<>();
    Map<String, String> definitions = new LinkedHashMap<>();
    for (DatabaseEntry database : registry.all()) {
      for (BackupSchedule each : database.policy().schedules()) {
        definitions.put(each.seed(database.name()), each.recurrence().definition());
      }
    }
    Map<String, Instant> first = seen.see(KEY, definitions, now);
    for (DatabaseEntry database : registry.all()) {
      for (BackupSchedule each : database.policy().schedules()) {
        Instant from = first.getOrDefault(each.seed(database.name()), now);
        due(database, each, from, now).ifPresent(late::add);
      }
    }
    return Findings.of(missed(late));
  }

  private static Optional<Due> due(
      DatabaseEntry database, BackupSchedule schedule, Instant seenAt, Instant now) {
    Instant oldest = now.minus(LONGEST);
    Instant from = seenAt.isBefore(oldest) ? oldest : seenAt;
    String seed = schedule.seed(database.name());
    return schedule
        .recurrence()
        .due(seed, from, now.minus(GRACE))
        .map(at -> new Due(database, schedule, at, schedule.recurrence().release(seed, at)));
  }

  private List<Condition> missed(List<Due> late) throws SQLException {
    if (late.isEmpty()) {
      return List.of();
    }
    Map<String, String> newest = new HashMap<>();
    Query.list(
            state,
            REQUESTED,
            row -> Map.entry(row.getString(1), row.getString(2)),
            late.stream().map(Due::prefix).toList(),
            late.stream().map(each -> each.database().name()).toList(),
            late.stream().map(each -> each.at().toString()).toList())
        .forEach(each -> newest.put(each.getKey(), each.getValue()));
    List<Condition> conditions = new ArrayList<>();
    for (Due due : late) {
      String wanted = ScheduledRequest.operationId(due.database().name(), due.name(), due.at(), 0);
      // Ids of later times are greater; a time that was made up for has a later one.
      if (newest.getOrDefault(due.prefix(), "").compareTo(wanted) < 0) {
        conditions.add(condition(due, wanted));
      }
    }
    return byDatabase(conditions);
  }

  private static Condition condition(Due due, String wanted) {
    return Condition.of(
            AlertName.SCHEDULE_MISSED.word(),
            Severity.WARNING,
            About.database(due.database().name(), due.database().server().name()),
            "The backup that the schedule "
                + due.schedule().name()
                + " asks for was not accepted by any service.")
        .since(due.release())
        .seen(due.schedule().name(), "due at " + due.release() + " as " + wanted)
        .remedy("./drover backup " + due.database().name());
  }

  /** One alert a database, however many of its schedules did not fire. */
  private static List<Condition> byDatabase(List<Condition> conditions) {
    Map<About, Condition> one = new LinkedHashMap<>();
    for (Condition each : conditions) {
      one.merge(each.about(), each, ScheduleAbsences::both);
    }
    return List.copyOf(one.values());
  }

  private static Condition both(Condition first, Condition second) {
    Condition all = first;
    for (var each : second.evidence().entrySet()) {
      all = all.seen(each.getKey(), each.getValue());
    }
    return all;
  }
}
