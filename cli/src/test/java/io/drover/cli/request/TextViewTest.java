package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.terminal.Screen;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.OperationProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TextViewTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private TextView plain() {
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new TextView(new Terminal(out, out, false, false, 100));
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
    try (var view = new TextView(screen.terminal())) {
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
