package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.CapturedTerminal;
import io.drover.cli.ExitCode;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says when there is nothing to wait for. */
final class UnhappyRequestsTest {
  @TempDir private Path folder;
  private final CapturedTerminal terminal = new CapturedTerminal();

  private int run(FakeHerd herd, String... args) {
    return terminal.run(herd.environment(), folder, args);
  }

  private static RequestRefused refused(OperationHeader header, String eventId) {
    return RequestRefused.newBuilder()
        .setHeader(header)
        .setCode("INVALID_REQUEST")
        .setMessage("A field is wrong.")
        .setRequestEventId(eventId)
        .build();
  }

  @Test
  void aRefusalThatDoesNotRepeatTheIdEndsTheWait() {
    try (var herd =
        new FakeHerd(
            message ->
                List.of(
                    refused(
                        FakeHerd.header("backup", "", "db", 0),
                        Objects.requireNonNull(message.envelope()).id())))) {
      assertThat(run(herd, "backup", "db", "--id", "op-1")).isEqualTo(ExitCode.REJECTED);
    }
    assertThat(terminal.out()).contains("INVALID_REQUEST: A field is wrong.");
  }

  @Test
  void aRefusedRequestIsListedAndFollowed() {
    try (var herd = FakeHerd.silent()) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          refused(FakeHerd.header("backup", "op-1", "db", 0), "event"));
      assertThat(run(herd, "operations", "db")).isZero();
      assertThat(terminal.out()).contains("op-1", "refused", "INVALID_REQUEST");
      assertThat(run(herd, "follow", "op-1")).isEqualTo(ExitCode.REJECTED);
    }
    assertThat(terminal.out()).contains("INVALID_REQUEST: A field is wrong.");
  }

  @Test
  void anOperationThatHasEndedIsNotCancelled() {
    try (var herd = FakeHerd.silent()) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          SampleFacts.failed(FakeHerd.header("backup", "op-1", "db", 2)));
      assertThat(run(herd, "cancel", "op-1")).isEqualTo(ExitCode.FAILED);
    }
    assertThat(terminal.err()).contains("has ended already (failed); nothing is cancelled");
  }

  @Test
  void ofOperationsOfOneIdThatGoOnTheKindMustBeSaid() {
    try (var herd = FakeHerd.silent()) {
      for (String kind : List.of("backup", "restore")) {
        herd.publish(
            Topics.OPERATION_EVENTS,
            "db",
            SampleFacts.accepted(FakeHerd.header(kind, "op-1", "db", 1)));
      }
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          SampleFacts.failed(FakeHerd.header("another", "op-1", "db", 2)));
      assertThat(run(herd, "cancel", "op-1")).isEqualTo(ExitCode.FAILED);
      assertThat(terminal.err())
          .contains("op-1: backup, restore.", "./drover cancel op-1 --kind backup");
      assertThat(run(herd, "cancel", "op-1", "--kind", "restore", "--no-wait")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backup db --id -x-",
        "backup db --id=a/b",
        "backup db --timeout=0",
        "cancel op-1 --timeout=0",
        "operations --last=0"
      })
  void anImpossibleOptionExitsWithTwoBeforeAnythingIsPublished(String line) {
    assertThat(terminal.run(Map.of(), folder, line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).contains("must be");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "restore db --backup latest --replace",
        "undo db",
        "backup db --timeout 0",
        "backup db --nonsense",
        "nonsense",
        "migrate"
      })
  void aUsageErrorIsOneReasonThatNoHelpScrollsAway(String line) {
    assertThat(terminal.run(Map.of(), folder, line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err().lines())
        .hasSizeLessThan(5)
        .satisfies(lines -> assertThat(lines.getFirst()).startsWith("✗ "))
        .last()
        .asString()
        .matches("  help: ./drover( \\w+)? --help");
    assertThat(terminal.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "up", "backup", "restore", "operations", "cancel"})
  void everyCommandHasHelp(String command) {
    assertThat(terminal.run(Map.of(), folder, command, "--help")).isZero();
    assertThat(terminal.out()).contains("Usage: drover " + command);
  }
}
