package io.drover.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.drover.bus.Codec;
import io.drover.bus.SchemaLookup;
import io.drover.monitor.projection.CheckView;
import io.drover.schemas.Alert;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TransitionsTest {
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final About SHOP = About.database("shop", "main");

  private final Ticking clock = new Ticking(Instant.parse("2026-11-21T12:00:00Z"));
  private boolean registered = true;
  private final Transitions transitions =
      new Transitions(
          (condition, since) -> new Cause("Probably the deployment.", null, null),
          "handbook#",
          database -> registered);
  private final Map<String, AlertRow> open = new LinkedHashMap<>();
  private final List<Alert> told = new ArrayList<>();

  @BeforeAll
  static void trustOwnRecords() {
    assertThat(new Codec(SchemaLookup.none()).knows(0)).isFalse();
  }

  @Test
  void aValueOnTheEdgeRaisesOnce() throws Exception {
    for (int i = 0; i < 60; i++) {
      look(connections(i % 2 == 0 ? 75.2 : 74.8));
    }
    for (int i = 0; i < 20; i++) {
      look(connections(60));
    }

    assertThat(told).extracting(Alert::getState).containsExactly("raised", "resolved");
    assertThat(told).extracting(Alert::getAlertId).containsOnly(told.getFirst().getAlertId());
  }

  @Test
  void aConditionThatIsShortRaisesNothing() throws Exception {
    for (int i = 0; i < 20; i++) {
      look(connections(80), connections(80), connections(10));
    }
    assertThat(told).isEmpty();
    assertThat(open).isEmpty();
  }

  @Test
  void aConditionMustHoldForAMinuteAndIsDatedFromItsBegin() throws Exception {
    Instant begin = clock.instant().plus(LOOK);
    for (int i = 0; i < 6; i++) {
      look(connections(80));
    }
    assertThat(told).isEmpty();

    look(connections(80));

    assertThat(told)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.getSince()).isEqualTo(begin);
              assertThat(alert.getSequence()).isEqualTo(1);
              assertThat(alert.getRunbook()).isEqualTo("handbook#connections");
              assertThat(alert.getCause()).isEqualTo("Probably the deployment.");
            });
  }

  @Test
  void anAlertOfADatabaseThatLeftTheRegistryIsResolvedAtOnceAndSaysSo() throws Exception {
    for (int i = 0; i < 8; i++) {
      look(connections(80));
    }
    registered = false;
    look(Findings.of(List.of()));

    assertThat(told).extracting(Alert::getState).containsExactly("raised", "resolved");
    assertThat(told.getLast().getEvidence().getLast().getValue())
        .isEqualTo("the database is no longer in the registry");
  }

  @Test
  void whatIsLateByHoursIsToldAtOnce() throws Exception {
    look(
        Findings.of(
            List.of(Condition.of("backup-overdue", Severity.CRITICAL, SHOP, "No backup."))));
    assertThat(told)
        .extracting(Alert::getState, Alert::getCause)
        .containsExactly(tuple("raised", ""));
  }

  @Test
  void anotherReasonWhyAServerDoesNotAnswerIsToldAtOnceAndAnotherNumberIsNot() throws Exception {
    for (int i = 0; i < 8; i++) {
      look(down("It refuses connections."));
    }
    look(down("It did not answer within 5 s."));
    look(down("It did not answer within 6 s."));

    assertThat(told).extracting(Alert::getState).containsExactly("raised", "updated");
    assertThat(told.getLast().getEvidence().getLast().getValue()).contains("within 5 s");
  }

  @Test
  void theNextOccurrenceIsAnotherAlert() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 10; i++) {
        look(connections(80));
      }
      for (int i = 0; i < 20; i++) {
        look(connections(10));
      }
    }
    assertThat(told)
        .extracting(Alert::getState)
        .containsExactly("raised", "resolved", "raised", "resolved");
    assertThat(told.stream().map(Alert::getAlertId).distinct()).hasSize(2);
  }

  @Test
  void aChangeOfSeverityIsAnUpdateAndMovingNumbersAreNone() throws Exception {
    for (int i = 0; i < 20; i++) {
      look(connections(80 + i / 10.0));
    }
    look(connections(93));
    look(connections(89));
    look(connections(80));

    assertThat(told)
        .extracting(Alert::getState, Alert::getSeverity, Alert::getSequence)
        .containsExactly(
            tuple("raised", "warning", 1),
            tuple("updated", "critical", 2),
            tuple("updated", "warning", 3));
  }

  @Test
  void whatCannotBeSeenIsNeitherRaisedNorResolved() throws Exception {
    for (int i = 0; i < 8; i++) {
      look(connections(80));
    }
    for (int i = 0; i < 100; i++) {
      look(new Findings(List.of(), Set.of(SHOP)));
    }
    assertThat(told).extracting(Alert::getState).containsExactly("raised");

    for (int i = 0; i < 20; i++) {
      look(Findings.of(List.of()));
    }
    assertThat(told).extracting(Alert::getState).containsExactly("raised", "resolved");
  }

  @Test
  void marginsHoldOnEitherSideOfAThreshold() {
    assertThat(Hysteresis.keeps(check("cache-hit-ratio", "ok", 98.5, 98.0, 90.0)))
        .isEqualTo(Severity.WARNING);
    assertThat(Hysteresis.keeps(check("connections", "ok", 74.0, 75.0, 90.0)))
        .isEqualTo(Severity.WARNING);
    assertThat(Hysteresis.keeps(check("connections", "warning", 88.0, 75.0, 90.0)))
        .isEqualTo(Severity.CRITICAL);
    assertThat(Hysteresis.keeps(check("connections", "ok", 60.0, 75.0, 90.0))).isNull();
    assertThat(Hysteresis.keeps(check("invalid-index", "ok", 0.0, 1.0, null))).isNull();
  }

  private void look(Findings... findings) throws SQLException {
    for (Findings each : findings) {
      look(each);
    }
  }

  private void look(Findings findings) throws SQLException {
    Instant now = clock.on(LOOK);
    for (Transitions.Step step :
        transitions.from(List.copyOf(open.values()), findings, List.of(), now)) {
      switch (step) {
        case Transitions.Step.Drop drop -> open.remove(drop.alertId());
        case Transitions.Step.Save save -> save(save.row());
      }
    }
  }

  private void save(AlertRow row) {
    AlertRow before = open.put(row.alertId(), row);
    int known = before == null ? 0 : before.body().getSequence();
    if (row.body().getSequence() > known) {
      told.add(row.body());
    }
    if (row.phase() == AlertRow.Phase.RESOLVED) {
      open.remove(row.alertId());
    }
  }

  /** As the check of connections finds it: warning from 75 on, critical from 90 on. */
  private static Findings connections(double value) {
    String status = value >= 90 ? "critical" : value >= 75 ? "warning" : "ok";
    Condition found =
        CheckCondition.of(check("connections", status, value, 75.0, 90.0), SHOP, Instant.EPOCH);
    return Findings.of(found == null ? List.of() : List.of(found));
  }

  private static Findings down(String reason) {
    ServerOutage outage = new ServerOutage("main", 2);
    for (String name : List.of("shop", "crm")) {
      outage.consider(
          name,
          name,
          new CheckView(
              "reachable", "critical", null, "", reason, "", "", null, null, "database", ""));
    }
    return Findings.of(outage.grouped(List.of()));
  }

  private static CheckView check(
      String name, String status, double value, Double warning, @Nullable Double critical) {
    return new CheckView(
        name,
        status,
        value,
        "%",
        name + " is " + status,
        "",
        "",
        warning,
        critical,
        "database",
        "");
  }
}
