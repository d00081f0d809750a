package io.drover.monitor.alert;

import io.drover.monitor.alert.AlertName.Patience;
import io.drover.monitor.alert.AlertRow.Phase;
import io.drover.schemas.Alert;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How alerts follow their conditions. A condition must hold for a while before its alert is raised
 * and be gone for a while before it is resolved, so that a value on the edge raises once.
 */
final class Transitions {
  private final CauseFinder causes;
  private final String runbooks;
  private final Predicate<String> registered;

  /**
   * @param runbooks what the anchor of a name is added to, such as {@code docs/alerts.md#}
   * @param registered whether the registry names this database
   */
  Transitions(CauseFinder causes, String runbooks, Predicate<String> registered) {
    this.causes = causes;
    this.runbooks = runbooks;
    this.registered = registered;
  }

  /** What becomes of a row. */
  sealed interface Step {
    /** It is written. */
    record Save(AlertRow row) implements Step {}

    /** It is forgotten: nobody has heard of it. */
    record Drop(String alertId) implements Step {}
  }

  /**
   * What changes.
   *
   * @param open alerts that are pending or firing
   * @param controls what people have said, oldest first
   */
  List<Step> from(List<AlertRow> open, Findings findings, List<Control> controls, Instant now)
      throws SQLException {
    Map<String, Condition> conditions = new LinkedHashMap<>();
    findings.conditions().forEach(each -> conditions.put(each.key(), each));
    List<Step> steps = new ArrayList<>();
    for (AlertRow row : open) {
      Condition condition = conditions.remove(row.condition());
      if (condition == null && unseen(row.body(), findings)) {
        condition = Condition.keeping(row.body().getName(), about(row.body()));
      }
      Step step =
          row.phase() == Phase.PENDING ? pending(row, condition, now) : firing(row, condition, now);
      AlertRow next = step instanceof Step.Save save ? save.row() : row;
      if (step instanceof Step.Drop) {
        steps.add(step);
      } else {
        AlertRow marked = marked(row, next, controls, now);
        if (!marked.equals(row)) {
          steps.add(new Step.Save(marked));
        }
      }
    }
    for (Condition condition : conditions.values()) {
      if (condition.raises() != null) {
        steps.add(new Step.Save(marked(null, begun(condition, now), controls, now)));
      }
    }
    return steps;
  }

  private AlertRow begun(Condition condition, Instant now) throws SQLException {
    String id = UUID.randomUUID().toString();
    Alert body = AlertContent.pending(id, condition, now);
    AlertRow row = new AlertRow(id, condition.key(), Phase.PENDING, now, null, body);
    return pending(row, condition, now) instanceof Step.Save raised ? raised.row() : row;
  }

  private Step pending(AlertRow row, @Nullable Condition condition, Instant now)
      throws SQLException {
    if (condition == null) {
      return new Step.Drop(row.alertId());
    }
    Severity severity = condition.raises();
    Duration held = Duration.between(row.firstAt(), now);
    if (severity == null || held.compareTo(patience(row).raisedAfter()) < 0) {
      return new Step.Save(row);
    }
    Instant known = condition.since();
    Instant since = known == null || known.isAfter(row.firstAt()) ? row.firstAt() : known;
    Cause cause = condition.cause();
    if (cause == null && AlertName.ofCheck(condition.name())) {
      cause = causes.find(condition, since);
    }
    String runbook = runbooks + Runbooks.anchor(condition.name());
    Alert raised = AlertContent.raised(row.body(), condition, severity, since, cause, runbook, now);
    return new Step.Save(row.as(Phase.FIRING, raised));
  }

  private Step firing(AlertRow row, @Nullable Condition condition, Instant now) {
    if (condition != null) {
      Severity before = Severity.of(row.body().getSeverity());
      Severity kept = before.milder(condition.keeps());
      Severity severity = condition.raises() == null ? kept : kept.worse(condition.raises());
      Alert body = AlertContent.refreshed(row.body(), condition, severity, now);
      return new Step.Save(row.as(Phase.FIRING, body).gone(null));
    }
    Instant gone = row.goneAt() == null ? now : row.goneAt();
    String database = row.body().getDatabase();
    if (!database.isEmpty() && !registered.test(database)) {
      Alert departed = AlertContent.resolved(AlertContent.departed(row.body()), gone, now);
      return new Step.Save(row.gone(gone).as(Phase.RESOLVED, departed));
    }
    if (Duration.between(gone, now).compareTo(patience(row).resolvedAfter()) < 0) {
      return new Step.Save(row.gone(gone));
    }
    Alert resolved = AlertContent.resolved(row.body(), gone, now);
    return new Step.Save(row.gone(gone).as(Phase.RESOLVED, resolved));
  }

  /** With the marks that are due, and numbered as one more change where there is one. */
  private static AlertRow marked(
      @Nullable AlertRow before, AlertRow next, List<Control> controls, Instant now) {
    if (next.phase() != Phase.FIRING) {
      return next;
    }
    Alert marked = AlertContent.marked(next.body(), Marks.on(next.body(), controls, now));
    if (before == null || before.phase() == Phase.PENDING || marked.equals(before.body())) {
      return next.as(Phase.FIRING, marked);
    }
    return next.as(Phase.FIRING, AlertContent.updated(marked, before.body(), now));
  }

  private static boolean unseen(Alert alert, Findings findings) {
    return AlertName.ofCheck(alert.getName()) && findings.unseen().contains(about(alert));
  }

  private static About about(Alert alert) {
    return new About(alert.getDatabase(), alert.getServer(), alert.getService());
  }

  private static Patience patience(AlertRow row) {
    return AlertName.patience(row.body().getName());
  }
}
