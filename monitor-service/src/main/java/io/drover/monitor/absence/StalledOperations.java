package io.drover.monitor.absence;

import io.drover.monitor.alert.About;
import io.drover.monitor.alert.AlertName;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import io.drover.monitor.projection.Query;
import io.drover.schemas.Kinds;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Operations that were accepted and do not move: nobody begins them though nothing is in their way,
 * or they run by the facts and on no instance.
 */
final class StalledOperations implements ConditionSource {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration WITHOUT_A_SIGN = Duration.ofMinutes(2);
  private static final Set<String> MIGRATIONS = Set.of(Kinds.MIGRATE, Kinds.FLEET);

  private static final String OPEN =
      """
      SELECT kind, operation_id, database, state, changed_at, coalesce(instance, '') AS instance
      FROM operations WHERE NOT terminal AND state IN ('accepted', 'running') ORDER BY changed_at LIMIT 10000
      """;

  /** What the instances that are still heard of say to be at work on. */
  private static final String AT_WORK =
      """
      SELECT jsonb_array_elements_text(running::jsonb) FROM service_instances
      WHERE observed_at > ? AND status <> 'stopping'
      """;

  private final StateDatabase state;
  private final DatabaseRegistry registry;

  StalledOperations(StateDatabase state, DatabaseRegistry registry) {
    this.state = state;
    this.registry = registry;
  }

  private record Open(
      String kind, String id, String database, String state, Instant at, String instance) {
    String key() {
      return kind + "/" + id;
    }

    boolean running() {
      return state.equals("running");
    }
  }

  @Override
  public Findings look(Instant now) throws SQLException {
    List<Open> open =
        Query.list(
            state,
            OPEN,
            row ->
                new Open(
                    row.getString("kind"),
                    row.getString("operation_id"),
                    row.getString("database"),
                    row.getString("state"),
                    row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                    row.getString("instance")));
    if (open.isEmpty()) {
      return Findings.of(List.of());
    }
    Set<String> atWork =
        new HashSet<>(
            Query.list(state, AT_WORK, row -> row.getString(1), now.minus(WITHOUT_A_SIGN)));
    List<Open> moving =
        open.stream().filter(each -> each.running() && atWork.contains(each.key())).toList();
    List<Condition> conditions = new ArrayList<>();
    for (Open each : open) {
      if (each.running()) {
        if (!atWork.contains(each.key()) && Ages.over(each.at(), now, WITHOUT_A_SIGN)) {
          conditions.add(
              condition(
                  each, "The operation runs by its events, but no instance says to work on it."));
        }
      } else if (Ages.over(each.at(), now, PATIENCE) && !queued(each, moving)) {
        conditions.add(condition(each, "The operation was accepted, and nobody has begun it."));
      }
    }
    return Findings.of(byDatabase(conditions));
  }

  /** It may wait for its turn: on its database, or for a free place in its service. */
  private static boolean queued(Open waiting, List<Open> moving) {
    return moving.stream()
        .anyMatch(
            each ->
                each.database().equals(waiting.database())
                    || MIGRATIONS.contains(each.kind()) == MIGRATIONS.contains(waiting.kind()));
  }

  private Condition condition(Open operation, String summary) {
    String server =
        registry.find(operation.database()).map(each -> each.server().name()).orElse("");
    return Condition.of(
            AlertName.OPERATION_STALLED.word(),
            Severity.WARNING,
            About.database(operation.database(), server),
            summary)
        .since(operation.at())
        .seen(operation.key(), operation.state() + " since " + operation.at())
        .seen("instance", operation.instance())
        .remedy("./drover follow " + operation.id());
  }

  /** One alert a database: the oldest says what, the others are named beside it. */
  private static List<Condition> byDatabase(List<Condition> conditions) {
    Map<About, Condition> one = new LinkedHashMap<>();
    for (Condition each : conditions) {
      one.merge(each.about(), each, StalledOperations::both);
    }
    return List.copyOf(one.values());
  }

  private static Condition both(Condition oldest, Condition other) {
    var first = other.evidence().entrySet().iterator().next();
    return oldest.seen(first.getKey(), first.getValue());
  }
}
