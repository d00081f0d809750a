package io.drover.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.monitor.Events;
import io.drover.monitor.projection.AlertQueries.AlertView;
import io.drover.monitor.projection.CheckView;
import io.drover.monitor.projection.HealthView;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorstTest {
  private static final CheckView TRIGGERS = check("disabled-triggers", "warning", "Disabled: 1.");

  private static CheckView check(String name, String status, String message) {
    return new CheckView(name, status, null, "", message, "", null, null, null, null, null);
  }

  private static HealthView health(String status, CheckView... checks) {
    return new HealthView("shop", "main", Events.BEGIN, status, List.of(checks));
  }

  private static AlertView alert(String severity, String summary) {
    String body = "{\"summary\": \"" + summary + "\"}";
    return new AlertView(
        "a",
        "raised",
        "migration-failed",
        severity,
        "shop",
        "main",
        "",
        Events.BEGIN,
        Events.BEGIN,
        Events.BEGIN,
        null,
        body);
  }

  @Test
  void anAlertThatIsWorseThanAllChecksIsWhatTheDatabaseIs() {
    assertThat(Worst.of(health("warning", TRIGGERS), List.of(alert("critical", "V3 failed."))))
        .isEqualTo(new Worst("critical", "V3 failed."));
    assertThat(Worst.of(health("ok"), List.of(alert("warning", "Pending for a week."))))
        .isEqualTo(new Worst("warning", "Pending for a week."));
    assertThat(Worst.of(null, List.of(alert("critical", ""))))
        .extracting(Worst::message)
        .isEqualTo("migration-failed");
  }

  @Test
  void aCheckTellsItWhereNoAlertIsWorse() {
    assertThat(Worst.of(health("warning", TRIGGERS), List.of(alert("warning", "Pending."))))
        .isEqualTo(new Worst("warning", "Disabled: 1."));
    assertThat(Worst.of(health("warning", TRIGGERS), List.of()))
        .isEqualTo(new Worst("warning", "Disabled: 1."));
    assertThat(Worst.of(health("ok"), List.of())).isEqualTo(new Worst("ok", ""));
    assertThat(Worst.of(null, List.of())).isEqualTo(new Worst("unknown", "Not observed yet."));
  }

  @Test
  void whatWasNotLookedAtIsBusyAndSaysWhy() {
    HealthView busy =
        health(
            "busy",
            check("reachable", "ok", "It answers."),
            check("slow-statements", "skipped", "pg_stat_statements is missing."),
            check("size", "skipped", "Not checked while a restore runs."),
            check("dead-tuples", "skipped", "Not checked while a restore runs."));

    assertThat(Worst.of(busy, List.of()))
        .isEqualTo(new Worst("busy", "Not checked while a restore runs."));
    assertThat(Worst.of(busy, List.of(alert("warning", "V3 is pending."))).status())
        .isEqualTo("warning");
  }
}
