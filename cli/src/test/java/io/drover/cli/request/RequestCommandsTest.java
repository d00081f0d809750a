package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.bus.Message;
import io.drover.cli.CapturedTerminal;
import io.drover.cli.ExitCode;
import io.drover.schemas.BackupDecision;
import io.drover.schemas.BackupRemoved;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.ConnectionsFenced;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.RequestAnswered;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.Topics;
import io.drover.schemas.VerificationSucceeded;
import io.drover.schemas.VerifyRequested;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RequestCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final CapturedTerminal terminal = new CapturedTerminal();

  private static List<SpecificRecord> backup(Message<SpecificRecord> message) {
    SpecificRecord request = message.body();
    return List.of(
        SampleFacts.accepted(FakeHerd.header(request, "backup", 1)),
        SampleFacts.started(FakeHerd.header(request, "backup", 2)),
        SampleFacts.backedUp(FakeHerd.header(request, "backup", 3), "b-1"));
  }

  private int run(FakeHerd herd, String... args) {
    return terminal.run(herd.environment(), folder, args);
  }

  private List<JsonNode> jsonLines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : terminal.out().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void aBackupThatSucceedsIsShownFactByFactAndExitsWithZero() {
    try (var herd = new FakeHerd(RequestCommandsTest::backup)) {
      assertThat(run(herd, "backup", "db", "--id", "op-1")).isEqualTo(ExitCode.SUCCEEDED);
    }
    assertThat(terminal.out())
        .contains("backup of db", "op-1", "accepted", "on backup-service-1", "succeeded")
        .contains("3 tables, 1,200 rows; 9.0 MB dumped into 1.5 MB", "backup b-1")
        .doesNotContain("\u001b");
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void whatABackupIsToBeLikeIsPutIntoTheRequest() {
    List<BackupRequested> asked = new ArrayList<>();
    try (var herd =
        new FakeHerd(
            message -> {
              asked.add((BackupRequested) Objects.requireNonNull(message.body()));
              return backup(message);
            })) {
      assertThat(run(herd, "backup", "db")).isEqualTo(ExitCode.SUCCEEDED);
      String line =
          "backup db --format directory --jobs 4 --codec gzip --level 9 --schema a --schema b"
              + " --exclude-schema c --table a.t --exclude-table a.u --exclude-table-data a.v";
      assertThat(run(herd, line.split(" "))).isEqualTo(ExitCode.SUCCEEDED);
    }
    assertThat(asked.getFirst().getFormat()).isEmpty();
    assertThat(asked.getFirst().getJobs()).isNull();
    assertThat(asked.getLast().getFormat()).isEqualTo("directory");
    assertThat(asked.getLast().getJobs()).isEqualTo(4);
    assertThat(asked.getLast().getCodec()).isEqualTo("gzip");
    assertThat(asked.getLast().getLevel()).isEqualTo(9);
    assertThat(asked.getLast().getIncludeSchemas()).containsExactly("a", "b");
    assertThat(asked.getLast().getExcludeSchemas()).containsExactly("c");
    assertThat(asked.getLast().getIncludeTables()).containsExactly("a.t");
    assertThat(asked.getLast().getExcludeTables()).containsExactly("a.u");
    assertThat(asked.getLast().getExcludeTableData()).containsExactly("a.v");
  }

  @Test
  void aVerificationIsOfTheLatestBackupUnlessOneIsNamedAndTellsItsNumbers() {
    List<String> asked = new ArrayList<>();
    try (var herd =
        new FakeHerd(
            message -> {
              var request = (VerifyRequested) Objects.requireNonNull(message.body());
              asked.add(request.getBackupId());
              return List.of(SampleFacts.verified(FakeHerd.header(request, "verify", 1), "b-1"));
            })) {
      assertThat(run(herd, "verify", "db")).isEqualTo(ExitCode.SUCCEEDED);
      assertThat(run(herd, "verify", "db", "--backup", "b-1")).isEqualTo(ExitCode.SUCCEEDED);
    }
    assertThat(asked).containsExactly("latest", "b-1");
    assertThat(terminal.out())
        .contains(
            "backup b-1 restored (400 ms) and agrees: 3 tables, 1,200 rows, 2 tables by content;"
                + " 1 index, 4 constraints, 1 assertion");
  }

  @Test
  void aVerifiedImportIsSaidToBeCountedAsItAgreesWithNothing() {
    try (var herd =
        new FakeHerd(
            message -> {
              var request = (VerifyRequested) Objects.requireNonNull(message.body());
              return List.of(
                  VerificationSucceeded.newBuilder(
                          SampleFacts.verified(FakeHerd.header(request, "verify", 1), "b-1"))
                      .setRowsCompared(false)
                      .build());
            })) {
      assertThat(run(herd, "verify", "db", "--backup", "b-1")).isEqualTo(ExitCode.SUCCEEDED);
    }
    assertThat(terminal.out())
        .contains("b-1 restored (400 ms) and was counted, as there was nothing to compare")
        .doesNotContain("agrees");
  }

  @Test
  void aBackupMayBeOneThatIsThereAlready() {
    List<BackupRequested> asked = new ArrayList<>();
    try (var herd =
        new FakeHerd(
            message -> {
              var request = (BackupRequested) Objects.requireNonNull(message.body());
              asked.add(request);
              return List.of(
                  BackupSucceeded.newBuilder(
                          SampleFacts.backedUp(FakeHerd.header(request, "backup", 1), "b-1"))
                      .setReused(true)
                      .build());
            })) {
      assertThat(run(herd, "backup", "db", "--reuse-within", "30m")).isEqualTo(ExitCode.SUCCEEDED);
    }
    assertThat(asked).extracting(BackupRequested::getReuseWithinSeconds).containsExactly(1800);
    assertThat(terminal.out()).contains("backup b-1 of ", " will do: none was taken");
  }

  @Test
  void jsonIsOneObjectALineWithTheFieldsOfTheHeaderBesideTheOthers() throws IOException {
    try (var herd = new FakeHerd(RequestCommandsTest::backup)) {
      assertThat(run(herd, "backup", "db", "--id", "op-1", "--json")).isZero();
    }
    assertThat(jsonLines())
        .extracting(line -> line.path("type").asText())
        .containsExactly("published", "OperationAccepted", "OperationStarted", "BackupSucceeded");
    assertThat(jsonLines())
        .allSatisfy(line -> assertThat(line.path("operationId").asText()).isEqualTo("op-1"));
    assertThat(jsonLines().getLast().path("backupId").asText()).isEqualTo("b-1");
    assertThat(jsonLines().getLast().path("sequence").asInt()).isEqualTo(3);
  }

  @Test
  void aFailureExitsWithOneAndSaysWhatMendsIt() {
    try (var herd =
        new FakeHerd(
            message ->
                List.of(SampleFacts.failed(FakeHerd.header(message.body(), "migrate", 1))))) {
      assertThat(run(herd, "migrate", "db", "--apply")).isEqualTo(ExitCode.FAILED);
    }
    assertThat(terminal.out())
        .contains("TARGET_UNREACHABLE: The server of db does not answer.", "connection refused")
        .contains("remedy: systemctl start postgresql");
  }

  @Test
  void aPlanShowsWhatWouldRunAndTheCommandThatRunsExactlyThat() {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (var herd =
        new FakeHerd(
            message -> {
              if (message.body() instanceof MigrateRequested request) {
                asked.add(request.getMode() + " " + request.getPlanDigest());
              }
              return planned(message, "warn");
            })) {
      assertThat(run(herd, "migrate", "db", "--plan")).isEqualTo(ExitCode.SUCCEEDED);
      assertThat(terminal.out())
          .contains("version 1, 5 statements planned, 1 finding")
          .containsPattern("V2__b.sql +1  ALTER TABLE b ADD c text\n")
          .containsPattern(
              "V3__c.sql +4  CREATE INDEX CONCURRENTLY i ON b \\(c\\)  \\(by itself\\)")
          .contains("… and 3 more statements")
          .containsPattern("warn +V2__b.sql:1  DROP_TABLE  takes ACCESS EXCLUSIVE")
          .contains("All rows are gone.", "safe: Rename it first.")
          .contains("./drover migrate db --apply --plan-digest 5fe1");
      assertThat(run(herd, "migrate", "db", "--apply", "--plan-digest", "5fe1")).isZero();
      assertThat(asked).containsExactly("PLAN null", "APPLY 5fe1");
    }
  }

  @Test
  void aPlanThatWouldBeRefusedExitsWithOneAndGivesNoCommandToApplyIt() {
    try (var herd = new FakeHerd(message -> planned(message, "block"))) {
      assertThat(run(herd, "migrate", "db", "--plan")).isEqualTo(ExitCode.FAILED);
    }
    assertThat(terminal.out())
        .contains("1 finding, 1 blocking", "block", "this plan is not applied")
        .doesNotContain("--plan-digest");
    assertThat(terminal.run(Map.of(), folder, "migrate", "db", "--plan", "--plan-digest", "5fe1"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aRehearsalIsPrintedWithWhatOthersFeelAndTheCommandThatAppliesThePlan() {
    List<String> asked = new ArrayList<>();
    try (var herd =
        new FakeHerd(
            message -> {
              if (message.body() instanceof MigrateRequested request) {
                asked.add(request.getMode() + " " + request.getBackupId());
              }
              return List.of(
                  SampleFacts.rehearsed(FakeHerd.header(message.body(), "migrate", 1), "warn"));
            })) {
      assertThat(run(herd, "migrate", "db", "--rehearse")).isEqualTo(ExitCode.SUCCEEDED);
      assertThat(run(herd, "migrate", "db", "--rehearse", "--backup", "b-7")).isZero();
    }
    assertThat(asked).containsExactly("REHEARSE ", "REHEARSE b-7");
    assertThat(terminal.out())
        .contains("version 1, 3 statements rehearsed in 1.3 s on a copy of backup b-7")
        .contains("the backup is older than V1__a.sql, which ran there first")
        .containsPattern(
            "V2__b.sql:1  ALTER TABLE b ADD c text +1.2 s +4,000  ACCESS EXCLUSIVE public.b 2.5 s")
        .contains("rewritten: public.b, public.b_pkey", "… and 2 more statements")
        .doesNotContain("ROW EXCLUSIVE")
        .containsPattern("public.b +- +8.2 kB")
        .contains("added    column public.b.c", "… and 1 more changes of the schema")
        .contains("./drover migrate db --apply --plan-digest 5fe1");
  }

  @Test
  void aRehearsalOfWhatIsBlockedGivesNoCommandToApplyIt() {
    try (var herd =
        new FakeHerd(
            message ->
                List.of(
                    SampleFacts.rehearsed(
                        FakeHerd.header(message.body(), "migrate", 1), "block")))) {
      assertThat(run(herd, "migrate", "db", "--rehearse")).isEqualTo(ExitCode.SUCCEEDED);
    }
    assertThat(terminal.out()).contains("this plan is not applied").doesNotContain("--plan-digest");
    assertThat(terminal.run(Map.of(), folder, "migrate", "db", "--plan", "--backup", "b-7"))
        .isEqualTo(ExitCode.USAGE);
  }

  private static List<SpecificRecord> planned(Message<SpecificRecord> message, String severity) {
    return List.of(SampleFacts.planned(FakeHerd.header(message.body(), "migrate", 1), severity));
  }

  @Test
  void aDryRunOfRetentionPrintsWhatWouldBecomeOfEachBackup() {
    try (var herd =
        new FakeHerd(
            message ->
                message.body() instanceof MaintenanceRequested request
                        && request.getAction().equals("retain")
                        && request.getDryRun()
                    ? List.of(retained(FakeHerd.header(request, "maintenance", 1)))
                    : List.of())) {
      assertThat(run(herd, "retain", "db", "--dry-run")).isEqualTo(ExitCode.SUCCEEDED);
    }
    assertThat(terminal.out())
        .contains("maintenance of db", "1 backup would be removed, 2.0 MB; 1 kept")
        .containsPattern("b-1 +removed +2.0 MB +no rule of the retention keeps it")
        .containsPattern("b-2 +kept +3.0 MB +newest, last 7");
  }

  private static MaintenanceSucceeded retained(OperationHeader header) {
    return MaintenanceSucceeded.newBuilder()
        .setHeader(header)
        .setAction("retain")
        .setDryRun(true)
        .setRemoved(
            List.of(new BackupDecision("b-1", "no rule of the retention keeps it", 2_000_000L)))
        .setKept(List.of(new BackupDecision("b-2", "newest, last 7", 3_000_000L)))
        .setRemovedCount(1)
        .setKeptCount(1)
        .setBytesFreed(2_000_000L)
        .build();
  }

  @Test
  void aBackupIsPinnedWithAReasonAndARemovalIsTold() {
    try (var herd =
        new FakeHerd(
            message ->
                message.body() instanceof MaintenanceRequested request
                    ? List.of(
                        new BackupRemoved(
                            FakeHerd.header(request, "maintenance", 1),
                            "b-0",
                            "old",
                            1_000_000L,
                            null),
                        MaintenanceSucceeded.newBuilder()
                            .setHeader(FakeHerd.header(request, "maintenance", 2))
                            .setAction(request.getAction())
                            .setBackupId(request.getBackupId())
                            .build())
                    : List.of())) {
      assertThat(run(herd, "pin", "db", "--backup", "b-1", "--reason", "audit"))
          .isEqualTo(ExitCode.SUCCEEDED);
      assertThat(run(herd, "unpin", "db", "--backup", "b-1")).isEqualTo(ExitCode.SUCCEEDED);
    }
    assertThat(terminal.out())
        .contains("removed", "backup b-0, 1.0 MB: old")
        .contains("backup b-1 is pinned", "backup b-1 is unpinned");
  }

  @Test
  void aRejectedRequestExitsWithThree() {
    try (var herd =
        new FakeHerd(
            message ->
                List.of(
                    OperationRejected.newBuilder()
                        .setHeader(FakeHerd.header(message.body(), "restore", 1))
                        .setCode("NOT_PERMITTED")
                        .setMessage("The name is not allowed.")
                        .build()))) {
      assertThat(run(herd, "restore", "db", "--backup", "latest", "--as", "db_new"))
          .isEqualTo(ExitCode.REJECTED);
    }
  }

  @Test
  void onlyTheRefusalOfOurOwnRequestEndsTheWait() {
    try (var herd =
        new FakeHerd(
            message ->
                List.of(
                    refused(Objects.requireNonNull(message.body()), "somebody-else"),
                    refused(
                        Objects.requireNonNull(message.body()),
                        Objects.requireNonNull(message.envelope()).id())))) {
      assertThat(run(herd, "backup", "db")).isEqualTo(ExitCode.REJECTED);
    }
    assertThat(terminal.out()).containsOnlyOnce("INVALID_REQUEST");
  }

  private static RequestRefused refused(SpecificRecord request, String eventId) {
    return RequestRefused.newBuilder()
        .setHeader(FakeHerd.header(request, "backup", 0))
        .setCode("INVALID_REQUEST")
        .setMessage("The id stands for another request.")
        .setRequestEventId(eventId)
        .build();
  }

  @Test
  void aRepeatedRequestGetsTheOutcomeOfTheFirst() {
    try (var codec = FakeHerd.silent();
        var herd =
            new FakeHerd(
                message ->
                    List.of(
                        RequestAnswered.newBuilder()
                            .setHeader(FakeHerd.header(message.body(), "backup", 0))
                            .setOutcome("failed")
                            .setTerminalType("io.drover.schemas.OperationFailed")
                            .setTerminalFact(
                                ByteBuffer.wrap(
                                    codec.encode(
                                        SampleFacts.failed(
                                            FakeHerd.header(message.body(), "backup", 4)))))
                            .setRequestEventId(Objects.requireNonNull(message.envelope()).id())
                            .build()))) {
      assertThat(run(herd, "backup", "db", "--id", "op-1")).isEqualTo(ExitCode.FAILED);
    }
    assertThat(terminal.out()).contains("TARGET_UNREACHABLE");
  }

  @Test
  void aWaitThatIsOverExitsWithFourAndSaysHowToLookAgain() {
    try (var herd = FakeHerd.silent()) {
      assertThat(run(herd, "backup", "db", "--id", "op-1", "--timeout", "1"))
          .isEqualTo(ExitCode.TIMED_OUT);
    }
    assertThat(terminal.out()).contains("./drover follow op-1");
  }

  @Test
  void noWaitPublishesTheRequestAndReturns() throws InterruptedException {
    BlockingQueue<SpecificRecord> seen = new LinkedBlockingQueue<>();
    try (var herd =
        new FakeHerd(
            message -> {
              seen.add(Objects.requireNonNull(message.body()));
              return List.of();
            })) {
      assertThat(
              run(
                  herd,
                  "restore",
                  "db",
                  "--backup",
                  "b-1",
                  "--as",
                  "db_new",
                  "--no-wait",
                  "--reason",
                  "a test",
                  "--requested-by",
                  "tester",
                  "--label",
                  "team=web"))
          .isZero();
      assertThat(seen.poll(60, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              RestoreRequested.class,
              request -> {
                assertThat(request.getBackupId()).isEqualTo("b-1");
                assertThat(request.getTargetName()).isEqualTo("db_new");
                assertThat(request.getReason()).isEqualTo("a test");
                assertThat(request.getRequestedBy()).isEqualTo("tester");
                assertThat(request.getLabels()).containsExactly(Map.entry("team", "web"));
                assertThat(request.getOperationId()).matches("[0-9a-f]{16}");
              });
    }
  }

  @Test
  void aReplacementIsAnnouncedAndItsResultTellsHowToUndoIt() throws InterruptedException {
    BlockingQueue<SpecificRecord> seen = new LinkedBlockingQueue<>();
    try (var herd =
        new FakeHerd(
            message -> {
              SpecificRecord request = Objects.requireNonNull(message.body());
              seen.add(request);
              return List.of(
                  ConnectionsFenced.newBuilder()
                      .setHeader(FakeHerd.header(request, "restore", 1))
                      .setDatabase("db")
                      .setPhysicalName("db")
                      .setRefusedFrom(Instant.parse("2026-11-21T12:00:00.123Z"))
                      .setConnections(7)
                      .build(),
                  SampleFacts.replaced(FakeHerd.header(request, "restore", 2)));
            })) {
      assertThat(
              run(
                  herd,
                  ("restore db --replace --confirm db --before 2026-11-21T10:00:00+01:00 --grace 1m"
                          + " --undo-window 2h --override SUBSCRIPTION --backup-label a=b"
                          + " --no-safety-backup --id op-1")
                      .split(" ")))
          .isZero();
    }
    assertThat(seen.poll(60, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            RestoreRequested.class,
            request -> {
              assertThat(request.getMode()).isEqualTo("replace");
              assertThat(request.getConfirm()).isEqualTo("db");
              assertThat(request.getBackupId()).isEmpty();
              assertThat(request.getBackupBefore()).isEqualTo("2026-11-21T09:00:00Z");
              assertThat(request.getBackupLabels()).containsExactly(Map.entry("a", "b"));
              assertThat(request.getGraceSeconds()).isEqualTo(60);
              assertThat(request.getUndoWindowSeconds()).isEqualTo(7200);
              assertThat(request.getSafetyBackup()).isFalse();
              assertThat(request.getOverrides()).containsExactly("SUBSCRIPTION");
            });
    assertThat(terminal.out())
        .contains("fencing", "connections to db are refused from 2026-11-21T12:00:00Z", "7 open")
        .contains("db_drover_0123456789abcdef", "backup before it: b-2")
        .contains("./drover undo db op-1 --confirm db");
  }

  @Test
  void anUndoAndAScratchRestoreSayWhatTheyMean() throws InterruptedException {
    BlockingQueue<SpecificRecord> seen = new LinkedBlockingQueue<>();
    try (var herd =
        new FakeHerd(
            message -> {
              seen.add(Objects.requireNonNull(message.body()));
              return List.of();
            })) {
      assertThat(run(herd, "undo db op-1 --confirm db --no-wait".split(" "))).isZero();
      assertThat(run(herd, "restore db --backup latest --scratch --ttl 4h --no-wait".split(" ")))
          .isZero();
      assertThat((RestoreRequested) seen.poll(60, TimeUnit.SECONDS))
          .extracting("mode", "undoes", "confirm")
          .containsExactly("undo", "op-1", "db");
      assertThat((RestoreRequested) seen.poll(60, TimeUnit.SECONDS))
          .extracting("mode", "targetName", "timeToLiveSeconds")
          .containsExactly("scratch", "", 14400);
    }
  }

  @Test
  void aRestoreInPlaceOfAPartSaysWhatItLeavesOutAndWhatTheWayBackIs() throws InterruptedException {
    BlockingQueue<SpecificRecord> seen = new LinkedBlockingQueue<>();
    try (var herd =
        new FakeHerd(
            message -> {
              SpecificRecord request = Objects.requireNonNull(message.body());
              seen.add(request);
              return List.of(SampleFacts.restoredInPlace(FakeHerd.header(request, "restore", 1)));
            })) {
      assertThat(
              run(
                  herd,
                  ("restore db --backup latest-verified --in-place --confirm db --schema s --schema"
                          + " t --table u.v --data-only --map-role old=new --id op-1")
                      .split(" ")))
          .isZero();
    }
    assertThat((RestoreRequested) seen.poll(60, TimeUnit.SECONDS))
        .extracting("mode", "backupId", "schemas", "tables", "dataOnly", "roleMapping")
        .containsExactly(
            "in-place",
            "latest-verified",
            List.of("s", "t"),
            List.of("u.v"),
            true,
            Map.of("old", "new"));
    assertThat(terminal.out())
        .contains("note: Large objects are left out of a selection.")
        .contains("./drover restore db --backup b-2 --in-place --confirm db");
  }

  @Test
  void whatContradictsItselfOnTheCommandLineIsNotPublished() {
    for (String line :
        List.of(
            "restore db --backup latest",
            "restore db --as x",
            "restore db --backup latest --as x --replace --confirm db",
            "restore db --backup latest --replace",
            "restore db --backup latest --as x --no-safety-backup",
            "restore db --backup latest --as x --confirm db",
            "restore db --backup latest --replace --confirm db --ttl 4h",
            "restore db --before yesterday --as x",
            "restore db --backup latest --scratch --ttl soon",
            "restore db --backup latest --in-place",
            "restore db --backup latest --in-place --confirm db --grace 1m",
            "restore db --backup latest --as x --data-only",
            "restore db --backup latest --replace --confirm db --table a.b",
            "restore db --backup latest --replace --confirm db --schema a",
            "undo db")) {
      assertThat(terminal.run(Map.of(), folder, line.split(" ")))
          .as(line)
          .isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void anOperationOfThePastIsFollowedToItsEnd() {
    try (var herd = FakeHerd.silent()) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          SampleFacts.accepted(FakeHerd.header("backup", "op-1", "db", 1)));
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          SampleFacts.failed(FakeHerd.header("backup", "op-1", "db", 2)));
      assertThat(run(herd, "follow", "op-1")).isEqualTo(ExitCode.FAILED);
    }
    assertThat(terminal.out()).contains("accepted", "failed");
  }

  @Test
  void aWrongCommandLineExitsWithTwo() {
    assertThat(terminal.run(Map.of(), folder, "migrate", "db")).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.run(Map.of(), folder, "restore", "db", "--as", "x"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(terminal.run(Map.of(), folder, "nonsense")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aBrokerThatIsAwayIsOneSentenceWithinTenSeconds() throws IOException {
    // Bound, so that nobody else begins to listen there, and not listening itself.
    try (SocketChannel silent = SocketChannel.open()) {
      silent.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      String nobody = "127.0.0.1:" + silent.socket().getLocalPort();
      // Again where the machine stood still meanwhile: a client that tries on takes longer always.
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                long begun = System.nanoTime();
                assertThat(terminal.run(Map.of("DROVER_KAFKA", nobody), folder, "backup", "db"))
                    .isEqualTo(ExitCode.FAILED);
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(10));
              });
      assertThat(terminal.err())
          .contains("Kafka does not answer at " + nobody, "remedy: ")
          .doesNotContain("Exception", "\tat ");
    }
  }

  @Test
  void aBrokerWithoutTheTopicsIsOneSentence() {
    try (var herd = FakeHerd.silent()) {
      Map<String, String> elsewhere =
          Map.of(
              "DROVER_KAFKA",
              Objects.requireNonNull(herd.environment().get("DROVER_KAFKA")),
              "DROVER_TOPIC_PREFIX",
              "nowhere.");
      assertThat(terminal.run(elsewhere, folder, "backup", "db")).isEqualTo(ExitCode.FAILED);
    }
    assertThat(terminal.err()).contains("nowhere.operation-events").doesNotContain("\tat ");
  }
}
