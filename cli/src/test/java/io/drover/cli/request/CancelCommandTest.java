package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.bus.Message;
import io.drover.cli.CapturedTerminal;
import io.drover.cli.ExitCode;
import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationControl;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CancelCommandTest {
  private static final String HEADER = "backup of db  operation op-1";

  @TempDir private Path folder;
  private final CapturedTerminal terminal = new CapturedTerminal();

  /** Cancels an operation whose service answers the cancel with this fact. */
  private int cancel(Function<OperationHeader, SpecificRecord> answer, String... more) {
    try (var herd = new FakeHerd(message -> answer(message, answer))) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          SampleFacts.accepted(FakeHerd.header("backup", "op-1", "db", 1)));
      String[] line = new String[more.length + 2];
      line[0] = "cancel";
      line[1] = "op-1";
      System.arraycopy(more, 0, line, 2, more.length);
      return terminal.run(herd.environment(), folder, line);
    }
  }

  private static List<SpecificRecord> answer(
      Message<SpecificRecord> message, Function<OperationHeader, SpecificRecord> answer) {
    return message.body() instanceof OperationControl control
        ? List.of(answer.apply(FakeHerd.header(control, control.getKind(), 2)))
        : List.of();
  }

  private static SpecificRecord cancelled(OperationHeader header) {
    return OperationCancelled.newBuilder().setHeader(header).setRequestedBy("root").build();
  }

  @Test
  void aCancelSaysThatItIsPublishedAndSucceedsWhenTheOperationIsCancelled() {
    assertThat(cancel(CancelCommandTest::cancelled)).isEqualTo(ExitCode.SUCCEEDED);
    assertThat(terminal.out()).containsOnlyOnce(HEADER).contains("by root");
    assertThat(terminal.out().lines().toList().subList(0, 3))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo(HEADER),
            line -> assertThat(line).contains("cancel published"),
            line -> assertThat(line).contains("accepted"));
  }

  @Test
  void aCancelThatCameTooLateSaysSoInASentence() {
    assertThat(cancel(header -> SampleFacts.backedUp(header, "b-1"))).isEqualTo(ExitCode.FAILED);
    assertThat(terminal.out())
        .contains("had ended (succeeded) before the cancel reached it; nothing was cancelled.");
  }

  @Test
  void aCancelThatTakesLongSaysThatItStands() {
    assertThat(cancel(SampleFacts::started, "--timeout", "2")).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(terminal.out())
        .contains("cancel published", "not ended after 2.0 s", "the cancel stands");
  }

  @Test
  void aCancelThatIsRefusedIsNotWaitedFor() {
    try (var herd =
        new FakeHerd(
            message ->
                message.body() instanceof OperationControl control
                    ? List.of(
                        RequestRefused.newBuilder()
                            .setHeader(FakeHerd.header(control, "backup", 0))
                            .setCode("NOT_PERMITTED")
                            .setMessage("The cancel is not signed.")
                            .setRequestEventId(Objects.requireNonNull(message.envelope()).id())
                            .build())
                    : List.of())) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          SampleFacts.accepted(FakeHerd.header("backup", "op-1", "db", 1)));
      assertThat(terminal.run(herd.environment(), folder, "cancel", "op-1"))
          .isEqualTo(ExitCode.REJECTED);
    }
    assertThat(terminal.out()).contains("NOT_PERMITTED: The cancel is not signed.");
  }

  @Test
  void theHelpNamesAllKinds() {
    for (String command : List.of("cancel", "follow")) {
      assertThat(terminal.run(Map.of(), folder, command, "--help")).isZero();
    }
    assertThat(terminal.out().split("migrate or\\s+maintenance", -1)).hasSize(3);
  }
}
