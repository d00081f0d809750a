package io.drover.monitor.alert;

import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides which alerts there are. One instance decides at a time, any may take over; what was
 * decided is in the state database before anybody hears of it. For one thread.
 */
public final class AlertEngine {
  /** After this long without a decision nobody knows what held in between. */
  private static final Duration GAP = Duration.ofMinutes(1);

  private final StateDatabase state;
  private final AlertStore store;
  private final AlertChanges changes;
  private final AlertLease lease;
  private final ControlStore controls;
  private final List<ConditionSource> sources;
  private final Facts facts;
  private final Transitions transitions;
  private final Clock clock;

  /** How the tables stand that conditions are read from. */
  public interface Facts {
    /** Whether they hold all that has happened. */
    boolean current();

    /** Why they do not get on; empty while they do. */
    Optional<String> problem();
  }

  AlertEngine(
      StateDatabase state,
      AlertStore store,
      AlertChanges changes,
      AlertLease lease,
      ControlStore controls,
      List<ConditionSource> sources,
      Facts facts,
      Transitions transitions,
      Clock clock) {
    this.state = state;
    this.store = store;
    this.changes = changes;
    this.lease = lease;
    this.controls = controls;
    this.sources = List.copyOf(sources);
    this.facts = facts;
    this.transitions = transitions;
    this.clock = clock;
  }

  /**
   * Looks once and writes what changes. While the projection is behind, nothing is raised and
   * nothing is resolved but the alert that says so.
   *
   * @return whether this instance is the one that decides
   * @throws SQLException nothing was changed
   */
  boolean evaluate() throws SQLException {
    Instant now = clock.instant();
    if (!state.inTransaction(c -> lease.hold(c, now)).mine()) {
      return false;
    }
    Optional<String> problem = facts.problem();
    if (problem.isPresent()) {
      decideAboutProjection(List.of(stalled(problem.get())), now);
    } else if (facts.current()) {
      Findings findings = look(now);
      // What was read is complete only if the tables still are.
      if (facts.current() && facts.problem().isEmpty()) {
        state.change(c -> decide(c, findings, now));
      }
    }
    return true;
  }

  private Findings look(Instant now) throws SQLException {
    Findings all = Findings.of(List.of());
    for (ConditionSource source : sources) {
      all = all.and(source.look(now));
    }
    return all;
  }

  private void decide(Connection connection, Findings findings, Instant now) throws SQLException {
    AlertLease.Held held = lease.hold(connection, now);
    if (!held.mine()) {
      return;
    }
    if (Duration.between(held.evaluatedAt(), now).compareTo(GAP) > 0) {
      for (AlertRow row : store.open(connection)) {
        store.save(connection, row.anewSince(now));
      }
    }
    List<AlertRow> open = store.open(connection);
    changes.write(
        connection, open, transitions.from(open, findings, controls.holding(connection, now), now));
    changes.forget(connection, now);
    lease.evaluated(connection, now);
  }

  private void decideAboutProjection(List<Condition> conditions, Instant now) throws SQLException {
    state.change(
        connection -> {
          if (lease.hold(connection, now).mine()) {
            List<AlertRow> open =
                store.open(connection).stream()
                    .filter(row -> row.body().getName().equals(stalledName()))
                    .toList();
            changes.write(
                connection,
                open,
                transitions.from(
                    open, Findings.of(conditions), controls.holding(connection, now), now));
          }
        });
  }

  private static Condition stalled(String problem) {
    return Condition.of(
            stalledName(),
            Severity.CRITICAL,
            About.service("monitor-service"),
            "The monitor does not get on with reading events, so what it shows is old.")
        .seen("problem", problem)
        .remedy("curl -s http://127.0.0.1:8080/health");
  }

  private static String stalledName() {
    return AlertName.PROJECTION_STALLED.word();
  }
}
