package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.CapturedTerminal;
import io.drover.cli.ExitCode;
import io.drover.schemas.FleetMember;
import io.drover.schemas.FleetRequested;
import io.drover.schemas.FleetSucceeded;
import io.drover.schemas.FleetSummary;
import io.drover.schemas.OperationFailed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MigrateAllCommandTest {
  @TempDir private Path folder;
  private final CapturedTerminal terminal = new CapturedTerminal();
  private final List<FleetRequested> asked = new ArrayList<>();
  private int blocking;

  @Test
  void labelsOfDatabasesAreNotThoseOfTheOperation() {
    int code =
        run(
            "--with=group=shop",
            "--with=size=big",
            "--label=ticket=7",
            "--apply",
            "--concurrency=8");

    assertThat(code).isEqualTo(ExitCode.FAILED);
    FleetRequested request = asked.getFirst();
    assertThat(request.getDatabase()).isEqualTo("*");
    assertThat(request.getMode()).isEqualTo("APPLY");
    assertThat(request.getSelect()).isEqualTo(Map.of("group", "shop", "size", "big"));
    assertThat(request.getLabels()).isEqualTo(Map.of("ticket", "7"));
    assertThat(request.getConcurrency()).isEqualTo(8);
    assertThat(request.getStopAfterFailures()).isEqualTo(1);
  }

  @Test
  void whatOnlyLooksGoesOnAfterFailures() {
    run("--databases=north,south", "--status");
    run("--databases=north", "--plan", "--stop-after=3");

    assertThat(asked.getFirst().getDatabases()).containsExactly("north", "south");
    assertThat(asked.getFirst().getMode()).isEqualTo("STATUS");
    assertThat(asked.getFirst().getStopAfterFailures()).isZero();
    assertThat(asked.getLast().getStopAfterFailures()).isEqualTo(3);
  }

  @Test
  void thoseWithoutSuccessStandFirstAndSayWhatMendsThem() {
    run("--with=group=shop", "--apply");

    assertThat(terminal.out())
        .contains("migrations of many databases")
        .contains("1 of 5 databases succeeded, 1 not begun")
        .containsPattern("south +failed +0 +0 +MIGRATION_FAILED")
        .containsPattern("west +not-begun +0 +0")
        .containsPattern("north +succeeded +2 +0")
        .contains("south: V7__broken.sql failed.")
        .contains("remedy: ./drover migrate south --status")
        .contains("… and 2 more databases");
    assertThat(terminal.out().indexOf("south")).isLessThan(terminal.out().indexOf("north"));
  }

  @Test
  void aPlanThatWouldBeRefusedEndsAPipeline() {
    blocking = 2;
    assertThat(run("--with=group=shop", "--plan")).isEqualTo(ExitCode.FAILED);
    assertThat(terminal.out()).contains("2 findings blocking");
    assertThat(run("--with=group=shop", "--status")).isEqualTo(ExitCode.SUCCEEDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--apply", "--with=a=b", "--with=a=b --databases=c --apply"})
  void withoutDatabasesOrModeOrWithBothItIsAMistakeOfUsage(String options) {
    assertThat(terminal.run(Map.of(), folder, ("migrate-all " + options).split(" ")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(asked).isEmpty();
  }

  private int run(String... options) {
    try (var herd =
        new FakeHerd(
            message -> {
              var request = (FleetRequested) Objects.requireNonNull(message.body());
              asked.add(request);
              return request.getMode().equals("APPLY") ? failed(request) : done(request);
            })) {
      List<String> line = new ArrayList<>(List.of("migrate-all"));
      line.addAll(List.of(options));
      return terminal.run(Map.copyOf(herd.environment()), folder, line.toArray(String[]::new));
    }
  }

  private static List<SpecificRecord> failed(FleetRequested request) {
    return List.of(
        FleetSummary.newBuilder()
            .setHeader(FakeHerd.header(request, "fleet", 1))
            .setMode("APPLY")
            .setMembers(
                List.of(
                    FleetMember.newBuilder()
                        .setDatabase("south")
                        .setOperationId("child")
                        .setOutcome("failed")
                        .setCode("MIGRATION_FAILED")
                        .setMessage("V7__broken.sql failed.")
                        .setRemedy("./drover migrate south --status")
                        .build(),
                    FleetMember.newBuilder().setDatabase("west").setOutcome("not-begun").build(),
                    FleetMember.newBuilder()
                        .setDatabase("north")
                        .setOutcome("succeeded")
                        .setAppliedCount(2)
                        .build()))
            .setMemberCount(5)
            .setSucceededCount(1)
            .setNotBegunCount(1)
            .setAppliedCount(2)
            .setPendingCount(0)
            .setBlockingCount(0)
            .build(),
        OperationFailed.newBuilder()
            .setHeader(FakeHerd.header(request, "fleet", 2))
            .setCode("CHILD_FAILED")
            .setMessage("1 of 5 databases did not succeed: south.")
            .build());
  }

  private List<SpecificRecord> done(FleetRequested request) {
    return List.of(
        FleetSucceeded.newBuilder()
            .setHeader(FakeHerd.header(request, "fleet", 1))
            .setMode(request.getMode())
            .setMemberCount(3)
            .setAppliedCount(0)
            .setPendingCount(1)
            .setBlockingCount(blocking)
            .setDurationMillis(5)
            .build());
  }
}
