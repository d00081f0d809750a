package io.drover.monitor.absence;

import io.drover.monitor.alert.About;
import io.drover.monitor.alert.AlertName;
import io.drover.monitor.alert.CheckConditions;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import io.drover.monitor.projection.HealthQueries;
import io.drover.monitor.projection.HealthView;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Databases that nobody observes any more: what they are like is not known. */
final class HealthAbsences implements ConditionSource {
  private final DatabaseRegistry registry;
  private final HealthQueries health;

  HealthAbsences(DatabaseRegistry registry, HealthQueries health) {
    this.registry = registry;
    this.health = health;
  }

  @Override
  public Findings look(Instant now) throws SQLException {
    Map<String, HealthView> views = health.all();
    List<Condition> conditions = new ArrayList<>();
    for (DatabaseEntry database : registry.all()) {
      HealthView view = views.get(database.name());
      if (view == null || Ages.over(view.observedAt(), now, CheckConditions.FRESH)) {
        Condition unknown =
            Condition.of(
                    AlertName.HEALTH_UNKNOWN.word(),
                    Severity.WARNING,
                    About.database(database.name(), database.server().name()),
                    view == null
                        ? "The database has never been observed."
                        : "The database is not observed any more.")
                .remedy("./drover status");
        conditions.add(
            view == null
                ? unknown
                : unknown
                    .since(view.observedAt())
                    .seen("last observed", Ages.at(view.observedAt())));
      }
    }
    return Findings.of(conditions);
  }
}
