package io.drover.monitor.alert;

import io.drover.monitor.projection.CheckView;
import io.drover.monitor.projection.HealthQueries;
import io.drover.monitor.projection.HealthView;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of the registry's databases found. What all databases of a server have in common
 * counts once, for the server.
 */
public final class CheckConditions implements ConditionSource {
  /** Health that is older says nothing any more. */
  public static final Duration FRESH = Duration.ofMinutes(3);

  /** {@code backup-overdue} tells the same from the operations themselves. */
  private static final Set<String> TOLD_OTHERWISE = Set.of("backup-age");

  private final DatabaseRegistry registry;
  private final HealthQueries health;

  /** Reads the newest health of the databases that the registry names. */
  public CheckConditions(DatabaseRegistry registry, HealthQueries health) {
    this.registry = registry;
    this.health = health;
  }

  @Override
  public Findings look(Instant now) throws SQLException {
    Map<String, HealthView> views = health.all();
    Map<String, List<DatabaseEntry>> servers =
        registry.all().stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.server().name(), LinkedHashMap::new, Collectors.toList()));
    List<Condition> conditions = new ArrayList<>();
    Set<About> unseen = new HashSet<>();
    servers.forEach((name, databases) -> server(name, databases, views, now, conditions, unseen));
    return new Findings(conditions, unseen);
  }

  private static void server(
      String server,
      List<DatabaseEntry> databases,
      Map<String, HealthView> views,
      Instant now,
      List<Condition> conditions,
      Set<About> unseen) {
    Map<String, Condition> found = new LinkedHashMap<>();
    ServerOutage outage = new ServerOutage(server, databases.size());
    int blind = 0;
    for (DatabaseEntry database : databases) {
      HealthView view = views.get(database.name());
      List<CheckView> checks =
          view == null || view.observedAt().isBefore(now.minus(FRESH)) ? List.of() : view.checks();
      Instant at = view == null ? now : view.observedAt();
      if (checks.isEmpty() || !answers(checks)) {
        unseen.add(About.database(database.name(), server));
        blind++;
      }
      for (CheckView check : checks) {
        add(found, condition(check, database, at));
        outage.consider(database, check);
      }
    }
    if (blind == databases.size()) {
      unseen.add(About.server(server));
    }
    conditions.addAll(outage.grouped(found.values()));
  }

  private static boolean answers(Collection<CheckView> checks) {
    return checks.stream()
        .noneMatch(
            each -> each.name().equals(AlertName.REACHABLE_CHECK) && !each.status().equals("ok"));
  }

  /** The worst of each name and subject counts. */
  private static void add(Map<String, Condition> found, @Nullable Condition condition) {
    if (condition != null && !TOLD_OTHERWISE.contains(condition.name())) {
      found.merge(condition.key(), condition, CheckConditions::worse);
    }
  }

  private static Condition worse(Condition one, Condition other) {
    Severity first = one.raises();
    Severity second = other.raises();
    boolean otherRaises = second != null && (first == null || second.compareTo(first) > 0);
    Condition worst = otherRaises ? other : one;
    return worst.keeping(one.keeps().worse(other.keeps()));
  }

  private static @Nullable Condition condition(
      CheckView check, DatabaseEntry database, Instant at) {
    String server = database.server().name();
    return CheckCondition.of(
        check,
        "server".equals(check.scope())
            ? About.server(server)
            : About.database(database.name(), server),
        at);
  }
}
