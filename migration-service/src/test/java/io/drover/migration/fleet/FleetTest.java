package io.drover.migration.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.schemas.FailureCode;
import io.drover.schemas.FleetMember;
import io.drover.schemas.FleetRequested;
import io.drover.schemas.FleetSucceeded;
import io.drover.schemas.FleetSummary;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationControl;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.Topics;
import io.drover.service.ledger.OperationKey;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class FleetTest {
  @TempDir Path folder;
  private final ScriptedMigrations migrations = new ScriptedMigrations();
  private FleetBed bed;

  @BeforeEach
  void open() throws Exception {
    bed =
        new FleetBed(
            folder,
            """
            servers:
              main: { host: 127.0.0.1, user: drover, password: "env:HOME" }
            databases:
              north: { server: main, labels: { group: shop, size: big } }
              east: { server: main, labels: { group: shop, size: small } }
              other: { server: main, labels: { group: bank } }
              south: { server: main, labels: { group: shop, size: big } }
              guarded: { server: main, labels: { group: vault }, policy: { requesters: [bob] } }
              west: { server: main, labels: { group: shop, size: small } }
            """,
            migrations);
  }

  @AfterEach
  void close() {
    bed.close();
  }

  private void ask(FleetRequested.Builder request) throws Exception {
    bed.arrive(Topics.FLEET_REQUESTED, request.build());
    bed.carry();
  }

  private OperationFailed failed(String fleet) {
    return (OperationFailed) bed.end(fleet);
  }

  @Test
  void eachDatabaseThatBearsTheLabelsGetsAnOperationOfItsOwn() throws Exception {
    ask(FleetBed.request("f").setReason("release 7").setLabels(Map.of("ticket", "7")));
    bed.finish();

    assertThat(bed.askedFor()).containsExactly("north", "east", "south", "west");
    MigrateRequested request = bed.asked().getFirst();
    assertThat(request.getMode()).isEqualTo("APPLY");
    assertThat(request.getRequestedBy()).isEqualTo("drover/for/ann");
    assertThat(request.getReason()).isEqualTo("release 7");
    assertThat(request.getLabels())
        .containsEntry("ticket", "7")
        .containsEntry("drover.parent", "fleet/f");
    FleetSucceeded done = (FleetSucceeded) bed.end("f");
    assertThat(done.getHeader().getDatabase()).isEqualTo("*");
    assertThat(done.getMemberCount()).isEqualTo(4);
    assertThat(done.getAppliedCount()).isEqualTo(8);
    assertThat(done.getPendingCount()).isEqualTo(4);
    FleetSummary summary = bed.summary("f");
    assertThat(summary.getSucceededCount()).isEqualTo(4);
    assertThat(summary.getMembers())
        .extracting(FleetMember::getDatabase, FleetMember::getOutcome, FleetMember::getAppliedCount)
        .containsExactly(
            tuple("north", "succeeded", 2),
            tuple("east", "succeeded", 2),
            tuple("south", "succeeded", 2),
            tuple("west", "succeeded", 2));
  }

  @Test
  void aFleetThatAServiceAsksForGoesByThePersonBehindIt() throws Exception {
    ask(FleetBed.request("f").setRequestedBy("drover/for/ann"));
    bed.finish();

    assertThat(bed.asked())
        .extracting(MigrateRequested::getRequestedBy)
        .containsOnly("drover/for/ann");
  }

  @Test
  void severalLabelsMustAllBeThere() throws Exception {
    ask(FleetBed.request("f").setSelect(Map.of("group", "shop", "size", "small")));
    bed.finish();

    assertThat(bed.askedFor()).containsExactly("east", "west");
  }

  @Test
  void databasesThatAreNamedAreTakenInThatOrderAndEachOnce() throws Exception {
    ask(
        FleetBed.request("f")
            .setSelect(Map.of())
            .setDatabases(List.of("south", "other", "south", "north")));
    bed.finish();

    assertThat(bed.askedFor()).containsExactly("south", "other", "north");
  }

  @Test
  void labelsThatNoDatabaseBearsFailTheFleet() throws Exception {
    ask(FleetBed.request("f").setSelect(Map.of("group", "shops")));
    bed.finish();

    assertThat(failed("f").getCode()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failed("f").getMessage()).contains("group=shops");
  }

  @Test
  void neverAreMoreAtWorkThanWasSaidAndTheNextBeginsWhenAnyHasEnded() throws Exception {
    ask(FleetBed.request("f").setConcurrency(2));
    bed.fleet("f");
    assertThat(bed.atWork()).containsExactly("north", "east");
    assertThat(bed.stateOf("f")).isEqualTo("AWAITING");

    bed.database("east");
    bed.fleet("f");
    assertThat(bed.atWork()).containsExactly("north", "south");

    bed.database("south");
    bed.fleet("f");
    assertThat(bed.atWork()).containsExactly("north", "west");

    bed.finish();
    assertThat(bed.stateOf("f")).isEqualTo("SUCCEEDED");
    assertThat(migrations.run()).containsExactly("east", "south", "north", "west");
  }

  @Test
  void afterOneFailureNoFurtherOneBeginsAndThoseAtWorkAreWaitedFor() throws Exception {
    migrations.failing("east");
    ask(FleetBed.request("f").setConcurrency(2));
    bed.fleet("f");
    bed.database("east");
    bed.fleet("f");

    assertThat(bed.atWork()).containsExactly("north");
    assertThat(bed.stateOf("f")).isEqualTo("AWAITING");
    bed.finish();

    assertThat(migrations.run()).containsExactly("east", "north");
    OperationFailed end = failed("f");
    assertThat(end.getCode()).isEqualTo(FailureCode.CHILD_FAILED);
    assertThat(end.getMessage())
        .isEqualTo(
            "1 of 4 databases did not succeed: east. 2 were not begun, as the fleet stops after 1"
                + " failure.");
    assertThat(end.getDetail()).isEqualTo("east: MIGRATION_FAILED V7__broken.sql of east failed.");
    assertThat(end.getRemedy()).isEqualTo("./drover migrate east --status");
    assertThat(bed.summary("f").getMembers())
        .extracting(FleetMember::getDatabase, FleetMember::getOutcome, FleetMember::getCode)
        .containsExactly(
            tuple("east", "failed", "MIGRATION_FAILED"),
            tuple("south", "not-begun", ""),
            tuple("west", "not-begun", ""),
            tuple("north", "succeeded", ""));
  }

  @Test
  void withoutALimitOfFailuresAllAreBegun() throws Exception {
    migrations.failing("north", "east");
    ask(FleetBed.request("f").setConcurrency(1).setStopAfterFailures(0));
    bed.finish();

    assertThat(migrations.run()).containsExactly("north", "east", "south", "west");
    assertThat(failed("f").getMessage())
        .isEqualTo("2 of 4 databases did not succeed: north, east.");
  }

  @Test
  void aDatabaseWhosePolicyDoesNotNameTheRequesterIsRejectedByItAlone() throws Exception {
    ask(
        FleetBed.request("f")
            .setSelect(Map.of())
            .setDatabases(List.of("guarded", "nowhere", "north"))
            .setStopAfterFailures(0));
    bed.finish();

    assertThat(migrations.run()).containsExactly("north");
    assertThat(bed.summary("f").getMembers())
        .extracting(FleetMember::getDatabase, FleetMember::getOutcome, FleetMember::getCode)
        .containsExactly(
            tuple("guarded", "rejected", FailureCode.NOT_PERMITTED),
            tuple("nowhere", "rejected", FailureCode.UNKNOWN_DATABASE),
            tuple("north", "succeeded", ""));
    assertThat(failed("f").getDetail().lines()).hasSize(2);
  }

  @Test
  void whoIsNamedByThePolicyGetsThrough() throws Exception {
    ask(FleetBed.request("f").setRequestedBy("bob").setSelect(Map.of("group", "vault")));
    bed.finish();

    assertThat(migrations.run()).containsExactly("guarded");
  }

  @Test
  void aCancelEndsThoseAtWorkAndBeginsNoOther() throws Exception {
    ask(FleetBed.request("f").setConcurrency(2));
    bed.fleet("f");
    bed.database("north");
    bed.fleet("f");
    bed.arrive(
        Topics.OPERATION_CONTROL,
        OperationControl.newBuilder()
            .setKind("fleet")
            .setOperationId("f")
            .setDatabase("*")
            .setAction("cancel")
            .setRequestedBy("ann")
            .build());
    bed.fleet("f");
    bed.finish();

    assertThat(bed.end("f")).isInstanceOf(OperationCancelled.class);
    assertThat(migrations.run()).containsExactly("north");
    assertThat(bed.askedFor()).containsExactly("north", "east", "south");
    assertThat(
            bed.query(
                "SELECT database, state FROM operation WHERE kind = 'migrate' ORDER BY"
                    + " accepted_order"))
        .containsExactly("north SUCCEEDED", "east CANCELLED", "south CANCELLED");
    assertThat(bed.summary("f").getMembers())
        .extracting(FleetMember::getDatabase, FleetMember::getOutcome)
        .containsExactly(
            tuple("east", "running"),
            tuple("south", "running"),
            tuple("west", "not-begun"),
            tuple("north", "succeeded"));
    assertThat(bed.query("SELECT * FROM awaited")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attempt-started",
        "members-chosen",
        "ends-noted",
        "members-begun",
        "awaiting-children",
        "summed-up",
        "before-terminal-fact",
        "terminal-fact-committed"
      })
  void aKillAtAnyStepLosesNothingAndDoesNothingTwice(String step) throws Exception {
    migrations.failing("south");
    for (String fleet : List.of("first", "second")) {
      bed.killAt(step);
      ask(FleetBed.request(fleet).setConcurrency(2).setStopAfterFailures(0));
      bed.finish();
      assertThat(bed.killed()).isTrue();
    }

    for (String fleet : List.of("first", "second")) {
      assertThat(failed(fleet).getMessage()).startsWith("1 of 4 databases did not succeed: south");
      assertThat(bed.summary(fleet).getMemberCount()).isEqualTo(4);
      assertThat(
              bed.facts(new OperationKey("fleet", fleet)).stream()
                  .filter(OperationFailed.class::isInstance))
          .hasSize(1);
    }
    assertThat(bed.asked()).hasSize(8);
    assertThat(new HashSet<>(bed.asked().stream().map(MigrateRequested::getOperationId).toList()))
        .hasSize(8);
  }

  @Test
  void whatTheRegistrySaysLaterDoesNotChangeWhichDatabasesAreOfTheFleet() throws Exception {
    ask(FleetBed.request("f").setConcurrency(1));
    bed.fleet("f");
    bed.relabel("size: big", "size: huge", "group: bank", "group: shop");
    bed.finish();

    assertThat(bed.askedFor()).containsExactly("north", "east", "south", "west");
  }

  @Test
  void whatIsNotRightInTheRequestIsRejectedInASentence() throws Exception {
    Map<String, FleetRequested.Builder> wrong =
        Map.of(
            "mode", FleetBed.request("a").setMode("REPAIR"),
            "labels, in select", FleetBed.request("b").setSelect(Map.of()),
            "by name, in databases", FleetBed.request("c").setDatabases(List.of("north")),
            "1 to 64", FleetBed.request("d").setConcurrency(65),
            "or never", FleetBed.request("e").setStopAfterFailures(-1),
            "is *", FleetBed.request("g").setDatabase("north"),
            "characters", FleetBed.request("i").setRequestedBy("a".repeat(120)));
    for (Map.Entry<String, FleetRequested.Builder> each : wrong.entrySet()) {
      ask(each.getValue());
      OperationRejected rejected = (OperationRejected) bed.end(each.getValue().getOperationId());
      assertThat(rejected.getCode()).isEqualTo(FailureCode.INVALID_REQUEST);
      assertThat(rejected.getMessage()).contains(each.getKey());
    }
    assertThat(bed.asked()).isEmpty();
  }

  @Test
  void aFleetLeavesTheLanesOfItsDatabasesFree() throws Exception {
    ask(FleetBed.request("f").setConcurrency(1));
    bed.fleet("f");
    bed.arrive(
        Topics.MIGRATE_REQUESTED,
        MigrateRequested.newBuilder()
            .setOperationId("alone")
            .setDatabase("west")
            .setMode("STATUS")
            .build());
    bed.database("west");

    assertThat(migrations.run()).containsExactly("west");
    assertThat(bed.atWork()).containsExactly("north");
  }
}
