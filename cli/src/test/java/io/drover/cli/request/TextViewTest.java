package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.terminal.Screen;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationProgress;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.ScriptProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TextViewTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private TextView plain() {
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new TextView(new Terminal(out, out, false, false, 100), TextViewTest::psql);
  }

  private static Optional<String> psql(String database) {
    return Optional.of("psql -d " + database);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static OperationProgress progress(String phase, String unit) {
    return OperationProgress.newBuilder()
        .setHeader(FakeHerd.header("backup", "op-1", "db", 0))
        .setPhase(phase)
        .setDone(5)
        .setTotal(10L)
        .setUnit(unit)
        .setRatePerSecond(1)
        .setRemainingMillis(5_000L)
        .build();
  }

  @Test
  void progressThatComesAfterTheEndIsNotDrawnBelowIt() {
    var screen = new Screen();
    try (var view = new TextView(screen.terminal(), TextViewTest::psql)) {
      view.progress(progress("dumping", "bytes"));
      view.fact(
          FakeHerd.header("backup", "op-1", "db", 3),
          SampleFacts.backedUp(FakeHerd.header("backup", "op-1", "db", 3), "b-1"));
      String ended = screen.written();
      view.progress(progress("dumping", "bytes"));
      assertThat(screen.written()).isEqualTo(ended);
    }
    assertThat(screen.lines()).hasSize(4).last().isEqualTo("");
    assertThat(screen.lines().get(2)).isEqualTo("    backup b-1");
    try (var view = plain()) {
      view.fact(
          FakeHerd.header("backup", "op-1", "db", 3),
          SampleFacts.backedUp(FakeHerd.header("backup", "op-1", "db", 3), "b-1"));
      view.progress(progress("comparing", "bytes"));
    }
    assertThat(printed()).doesNotContain("comparing");
  }

  @Test
  void timeThatPassesHasNoRate() {
    try (var view = plain()) {
      view.progress(progress("announced", "seconds"));
      view.progress(progress("counting", "rows"));
    }
    assertThat(printed().lines())
        .containsExactly(
            "    announced 5 of 10 seconds  5.0 s left",
            "    counting 5 of 10 rows  1 rows/s  5.0 s left");
  }

  @Test
  void aSentenceThatTheDetailRepeatsIsSaidOnce() {
    var header = FakeHerd.header("migrate", "op-1", "db", 3);
    try (var view = plain()) {
      view.fact(
          header,
          OperationFailed.newBuilder()
              .setHeader(header)
              .setRetryable(false)
              .setRemedy("mend it")
              .setCode("MIGRATION_FAILED")
              .setMessage("V2__a.sql failed at line 3 (SQL state 42P07): relation \"a\" exists")
              .setDetail("relation \"a\" exists\nHint: another name")
              .build());
    }
    assertThat(printed())
        .containsOnlyOnce("relation \"a\" exists")
        .contains("\n    Hint: another name\n    remedy: ");
  }

  @Test
  void aScratchDatabaseEndsWithTheCommandThatOpensIt() {
    var header = FakeHerd.header("restore", "op-1", "db", 3);
    try (var view = plain()) {
      view.fact(header, SampleFacts.replaced(header));
      assertThat(printed()).doesNotContain("psql");
      view.fact(
          header,
          RestoreSucceeded.newBuilder()
              .setHeader(header)
              .setBackupId("b-1")
              .setTables(3)
              .setRows(1_200)
              .setDurationMillis(900)
              .setMode("scratch")
              .setTargetName("db_scratch_1")
              .setExpiresAt(Instant.EPOCH)
              .build());
    }
    assertThat(printed())
        .endsWith(
            "    dropped by itself at 1970-01-01T00:00:00Z\n"
                + "    open it: psql -d db_scratch_1\n");
  }

  @Test
  void aScriptThatStandsInTheMiddleSaysHowFarItCame() {
    var header = FakeHerd.header("migrate", "op-1", "db", 3);
    try (var view = plain()) {
      view.fact(
          header,
          MigrationSucceeded.newBuilder()
              .setHeader(header)
              .setMode("STATUS")
              .setMigrations(
                  List.of(
                      inTheMiddle("V2__a.sql", new ScriptProgress(3, 5, 12, "CREATE INDEX …")),
                      inTheMiddle("V3__b.sql", new ScriptProgress(1, null, null, null))))
              .setAppliedCount(0)
              .setPendingCount(2)
              .setDurationMillis(0)
              .setChanges(List.of())
              .setDifferences(List.of())
              .setChecks(List.of())
              .build());
    }
    assertThat(printed())
        .contains(
            "    V2__a.sql: 3 of 5 statements done; next: line 12: CREATE INDEX …\n",
            "    V3__b.sql: statements done: 1; its file is gone, or is not the one that was"
                + " begun\n");
  }

  private static MigrationEntry inTheMiddle(String script, ScriptProgress progress) {
    return MigrationEntry.newBuilder()
        .setVersion("2")
        .setDescription("a")
        .setScript(script)
        .setState("failed")
        .setProgress(progress)
        .build();
  }

  @Test
  void anOperationThatIsOnlyLookedAtHasAHeaderToo() {
    try (var view = plain()) {
      for (int sequence = 1; sequence < 3; sequence++) {
        view.fact(
            FakeHerd.header("backup", "op-1", "db", sequence),
            SampleFacts.accepted(FakeHerd.header("backup", "op-1", "db", sequence)));
      }
    }
    assertThat(printed().lines()).hasSize(3).first().isEqualTo("backup of db  operation op-1");
  }
}
