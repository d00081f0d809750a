package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.BackupId;
import io.drover.backup.swap.Janitor;
import io.drover.backup.swap.Mark;
import io.drover.backup.swap.NamedDatabase;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.ConnectionsFenced;
import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.TargetConnections;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacementTest {
  private static final String SHOP = "Shop \"of\" it's ? {ü} – a name that is as long as can be";
  private static final String BEGIN = SHOP.substring(0, 20);
  private static final String COMMENT = "What it says on the original.";
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final List<String> STEPS =
      List.of(
          "lock-held",
          "archive-verified",
          "database-created",
          "restored",
          "analyzed",
          "fencing-announced",
          "connections-refused",
          "connections-ended",
          "before-swap",
          "swapped",
          "done");

  private TestBed bed;

  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, SHOP);
    drop();
    bed.server.createDatabase(SHOP);
    bed.execute(SHOP, "CREATE TABLE t AS SELECT n FROM generate_series(1, 100) n");
    try (Connection connection = bed.server.connect("postgres")) {
      Sql.execute(connection, "COMMENT ON DATABASE %I IS %L", SHOP, COMMENT);
      Sql.execute(connection, "ALTER DATABASE %I CONNECTION LIMIT 77", SHOP);
    }
    bed.run(bed.backup());
    // The accident.
    bed.execute(SHOP, "DELETE FROM t WHERE n > 7");
  }

  @AfterEach
  void close() throws Exception {
    drop();
    bed.close();
  }

  private void drop() throws Exception {
    for (String name : bed.databases(ScratchDatabase.PREFIX)) {
      bed.drop(name);
    }
    for (String name : bed.databases(BEGIN)) {
      bed.drop(name);
    }
  }

  @Test
  void theBackupTakesThePlaceOfTheDatabaseWhichIsKeptClosed() throws Exception {
    TestAttempt<RestoreRequested> attempt = replace();
    RestoreSucceeded replaced;
    bed.awaitNoSessions(SHOP);
    try (Connection _ = bed.server.connect(SHOP)) {
      replaced = bed.runRestore(attempt);
    }

    assertThat(replaced.getMode()).isEqualTo("replace");
    assertThat(replaced.getTargetName()).isEqualTo(SHOP);
    assertThat(replaced.getRows()).isEqualTo(100);
    assertThat(attempt.facts())
        .singleElement()
        .isInstanceOfSatisfying(
            ConnectionsFenced.class,
            fenced -> {
              assertThat(fenced.getConnections()).isEqualTo(1);
              assertThat(fenced.getPhysicalName()).isEqualTo(SHOP);
            });
    inService(100);
    NamedDatabase kept = kept().getFirst();
    assertThat(kept.name()).isEqualTo(replaced.getKeptAs());
    assertThat(kept.requireMark().until()).isEqualTo(replaced.getUndoUntil());
    assertThatThrownBy(() -> bed.server.connect(kept.name()).close())
        .hasMessageContaining("not currently accepting connections");
  }

  @Test
  void anUndoGivesTheOldRowsBackAndCanItselfBeUndone() throws Exception {
    String first = bed.runRestore(replace()).getKeptAs();

    RestoreSucceeded undone = bed.runRestore(undo(""));

    inService(7);
    assertThat(undone.getMode()).isEqualTo("undo");
    assertThat(undone.getKeptAs()).isNotEqualTo(first);
    assertThat(kept()).extracting(NamedDatabase::name).containsExactly(undone.getKeptAs());

    bed.runRestore(undo(""));
    inService(100);
  }

  @Test
  void theCommentOfTheKeptDatabaseDoesNotGrowWithEveryUndo() throws Exception {
    bed.runRestore(replace());
    List<String> comments = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      bed.runRestore(undo(""));
      comments.add(String.valueOf(kept().getFirst().comment()));
    }

    assertThat(comments)
        .allSatisfy(
            comment -> {
              assertThat(comment.length()).isCloseTo(comments.getFirst().length(), within(20));
              assertThat(comment).containsOnlyOnce(COMMENT);
            });
    inService(100);
  }

  @Test
  void ofTwoReplacementsInARowEachCanBeUndoneByItsName() throws Exception {
    TestAttempt<RestoreRequested> first = replace();
    bed.runRestore(first);
    bed.execute(SHOP, "DELETE FROM t WHERE n > 50");
    bed.runRestore(replace());
    assertThat(kept()).hasSize(2);

    assertThatThrownBy(() -> bed.runRestore(undo("another-one")))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
              assertThat(failure.message()).contains(first.operationId());
            });
    bed.runRestore(undo(first.operationId()));

    inService(7);
    bed.runRestore(undo(""));
    inService(100);
    assertThat(kept()).hasSize(2);
  }

  @Test
  void afterItsTimeAnUndoIsRefusedAndTheJanitorDropsTheDatabase() throws Exception {
    bed.runRestore(replace());
    janitor().round();
    assertThat(kept()).hasSize(1);
    expire(kept().getFirst());

    assertThatThrownBy(() -> bed.runRestore(undo("")))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.message()).contains("could be undone ended at"));
    janitor().round();

    assertThat(kept()).isEmpty();
    inService(100);
    fails(FailureCode.INVALID_REQUEST, undo(""));
  }

  @Test
  void aDatabaseThatIsGoneIsPutBackAndNothingIsKept() throws Exception {
    bed.drop(SHOP);

    TestAttempt<RestoreRequested> attempt = replace();
    assertThatThrownBy(() -> bed.runRestore(attempt.dyingAt("swapped")))
        .isInstanceOf(InterruptedException.class);
    RestoreSucceeded replaced = bed.runRestore(bed.restore(attempt.command(), 2));

    assertThat(replaced.getKeptAs()).isNull();
    assertThat(replaced.getRows()).isEqualTo(100);
    assertThat(attempt.facts()).isEmpty();
    inService(100);
  }

  @Test
  void anAttemptAfterOneThatWasKilledAnywhereEndsWithOneDatabaseInService() throws Exception {
    for (String step : STEPS) {
      TestAttempt<RestoreRequested> killed = replace();
      assertThatThrownBy(() -> bed.runRestore(killed.dyingAt(step)))
          .as(step)
          .isInstanceOf(InterruptedException.class);

      RestoreSucceeded replaced = bed.runRestore(bed.restore(killed.command(), 2));

      assertThat(replaced.getRows()).as(step).isEqualTo(100);
      inService(100);
      assertThat(kept()).extracting(NamedDatabase::name).contains(replaced.getKeptAs());
      bed.runRestore(undo(killed.operationId()));
      inService(7);
    }
  }

  @Test
  void anOperationThatIsGivenUpAnywhereLeavesTheDatabaseExactlyAsItWas() throws Exception {
    for (String step : STEPS) {
      TestAttempt<RestoreRequested> killed = replace();
      assertThatThrownBy(() -> bed.runRestore(killed.dyingAt(step)))
          .isInstanceOf(InterruptedException.class);
      abandon(killed.command());
      inService(7);
      assertThat(kept()).as(step).isEmpty();
      assertThat(bed.databases(BEGIN)).as(step).containsExactly(SHOP);
    }
  }

  @Test
  void anUndoThatIsGivenUpAnywhereCanBeAskedForAgain() throws Exception {
    String first = bed.runRestore(replace()).getKeptAs();
    for (String step :
        List.of(
            "lock-held", "fencing-announced", "connections-refused", "before-swap", "swapped")) {
      TestAttempt<RestoreRequested> killed = undo("");
      assertThatThrownBy(() -> bed.runRestore(killed.dyingAt(step)))
          .isInstanceOf(InterruptedException.class);
      abandon(killed.command());
      inService(100);
      assertThat(kept()).as(step).extracting(NamedDatabase::name).containsExactly(first);
    }
    TestAttempt<RestoreRequested> killed = undo("");
    assertThatThrownBy(() -> bed.runRestore(killed.dyingAt("swapped")))
        .isInstanceOf(InterruptedException.class);
    bed.runRestore(bed.restore(killed.command(), 2));
    inService(7);
    assertThat(kept()).hasSize(1);
  }

  @Test
  void theJanitorOpensWhatADeadOperationLeftFencedButNotUnderOneAtWork() throws Exception {
    TestAttempt<RestoreRequested> attempt =
        replace()
            .at(
                "connections-ended",
                () -> {
                  janitor().round();
                  assertThat(database(SHOP).allowConnections()).isFalse();
                })
            .dyingAt("before-swap");
    assertThatThrownBy(() -> bed.runRestore(attempt)).isInstanceOf(InterruptedException.class);

    janitor().round();

    assertThat(rows()).isEqualTo(7);
    abandon(attempt.command());
    inService(7);
  }

  @Test
  void aMarkThatWasCopiedToAnotherDatabaseSaysNothing() throws Exception {
    bed.runRestore(replace());
    expire(kept().getFirst());
    String copied = String.valueOf(kept().getFirst().comment());
    try (Connection connection = bed.server.connect("postgres")) {
      Sql.execute(connection, "COMMENT ON DATABASE %I IS %L", SHOP, copied);
    }
    janitor().round();
    assertThat(rows()).isEqualTo(100);
    assertThat(bed.databases(BEGIN)).containsExactly(SHOP);
  }

  @Test
  void clientsThatReconnectAsFastAsTheyCanDoNotKeepTheDatabase() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger seenBefore = new AtomicInteger();
    AtomicInteger seenAfter = new AtomicInteger();
    List<Thread> clients =
        IntStream.range(0, 4)
            .mapToObj(
                _ ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              while (!stop.get()) {
                                try {
                                  (rows() == 7 ? seenBefore : seenAfter).incrementAndGet();
                                } catch (SQLException e) {
                                  // Refused, or ended: try again at once.
                                }
                              }
                            }))
            .toList();
    try {
      await().atMost(LONG).until(() -> seenBefore.get() > 3);
      bed.runRestore(replace());
      await().atMost(LONG).until(() -> seenAfter.get() > 3);
      int stale = seenBefore.get();
      bed.runRestore(undo(""));
      await().atMost(LONG).until(() -> seenBefore.get() > stale);
    } finally {
      stop.set(true);
      for (Thread client : clients) {
        client.join();
      }
    }
    inService(7);
  }

  @Test
  void aSafetyBackupComesFirstAndIsNotTheOneThatLatestMeans() throws Exception {
    RestoreRequested command = command("replace").setBackupId("latest").build();
    TestAttempt<RestoreRequested> attempt = bed.restore(command, 1);
    Outcome outcome;
    try (attempt) {
      outcome = bed.restores.handle(attempt);
    }
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.AwaitChild.class,
            await ->
                assertThat(await.child().command().apply("child"))
                    .isInstanceOfSatisfying(
                        BackupRequested.class,
                        backup ->
                            assertThat(backup.getRequestedBy())
                                .isEqualTo("drover/restore/" + attempt.operationId())));

    BackupSucceeded safety = bed.run(bed.backup());
    ChildOutcome ended = new ChildOutcome("backup", "child", "succeeded", safety);
    RestoreSucceeded replaced = bed.runRestore(attempt.after(ended));

    assertThat(replaced.getSafetyBackupId()).isEqualTo(safety.getBackupId());
    assertThat(replaced.getBackupId()).isNotEqualTo(safety.getBackupId());
    inService(100);
  }

  @Test
  void aDamagedArchiveIsFoundBeforeTheSafetyBackupIsAskedFor() throws Exception {
    bed.damage(bed.latest());

    TestAttempt<RestoreRequested> attempt =
        bed.restore(command("replace").setBackupId("latest").build(), 1);

    fails(FailureCode.BACKUP_CORRUPT, attempt);
    assertThat(attempt.steps()).doesNotContain("awaiting-safety-backup");
  }

  @Test
  void theRemedyForADamagedArchiveReplacesByTheNewestHealthyBackup() throws Exception {
    String sound = bed.latest().backupId();
    bed.run(bed.backup(request -> request.setRequestedBy("drover/restore/another")));
    bed.damage(
        bed.repository
            .find(TestBed.DATABASE, new BackupId(bed.run(bed.backup()).getBackupId()))
            .orElseThrow());

    assertThatThrownBy(() -> bed.runRestore(replace()))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_CORRUPT);
              assertThat(failure.remedy())
                  .isEqualTo(
                      "./drover restore shop --backup " + sound + " --replace --confirm shop");
            });
  }

  @Test
  void withoutItsSafetyBackupNothingIsReplaced() {
    OperationFailed failed =
        OperationFailed.newBuilder()
            .setHeader(new OperationHeader("backup", "child", "shop", 3, 1, Instant.EPOCH))
            .setCode(FailureCode.DISK_FULL)
            .setMessage("The disk is full.")
            .setDetail("")
            .setRetryable(false)
            .setRemedy("")
            .build();
    TestAttempt<RestoreRequested> attempt =
        bed.restore(command("replace").setBackupId("latest").build(), 2)
            .after(new ChildOutcome("backup", "child", "failed", failed));
    fails(FailureCode.CHILD_FAILED, attempt);
    assertThat(attempt.steps()).isEmpty();
  }

  private RestoreRequested.Builder command(String mode) {
    return RestoreRequested.newBuilder()
        .setOperationId(UUID.randomUUID().toString())
        .setDatabase(TestBed.DATABASE)
        .setConfirm(TestBed.DATABASE)
        .setGraceSeconds(0)
        .setMode(mode);
  }

  private TestAttempt<RestoreRequested> replace() {
    return bed.restore(command("replace").setBackupId("latest").setSafetyBackup(false).build(), 1);
  }

  private TestAttempt<RestoreRequested> undo(String operationId) {
    return bed.restore(command("undo").setUndoes(operationId).build(), 1);
  }

  private void abandon(RestoreRequested command) throws Exception {
    try (TestAttempt<RestoreRequested> cleaning = bed.restore(command, 1)) {
      bed.restores.abandon(cleaning);
    }
  }

  private Janitor janitor() {
    return new Janitor(bed.registry, new TargetConnections());
  }

  private void expire(NamedDatabase kept) throws SQLException {
    Mark mark = kept.requireMark();
    Mark expired =
        new Mark(
            mark.state(),
            mark.operationId(),
            mark.name(),
            mark.oid(),
            Instant.EPOCH,
            mark.before(),
            mark.arrival());
    try (Connection connection = bed.server.connect("postgres")) {
      Sql.execute(connection, "COMMENT ON DATABASE %I IS %L", kept.name(), expired.text());
    }
  }

  private List<NamedDatabase> kept() throws SQLException {
    try (Connection connection = bed.server.connect("postgres")) {
      List<NamedDatabase> kept = NamedDatabase.keptFor(connection, SHOP);
      assertThat(kept).allSatisfy(each -> assertThat(each.allowConnections()).isFalse());
      return kept;
    }
  }

  private NamedDatabase database(String name) throws SQLException {
    try (Connection connection = bed.server.connect("postgres")) {
      Optional<NamedDatabase> found = NamedDatabase.find(connection, name);
      return found.orElseThrow();
    }
  }

  /** Open, unmarked, with the original's properties and this many rows, and nothing half-made. */
  private void inService(int rows) throws SQLException {
    NamedDatabase database = database(SHOP);
    assertThat(database.allowConnections()).isTrue();
    assertThat(database.comment()).isEqualTo(COMMENT);
    assertThat(rows()).isEqualTo(rows);
    assertThat(bed.databases(ScratchDatabase.PREFIX)).isEmpty();
  }

  private long rows() throws SQLException {
    try (Connection connection = bed.server.connect(SHOP)) {
      return Sql.query(connection, "SELECT count(*) FROM t", row -> row.getLong(1)).getFirst();
    }
  }

  private void fails(String code, TestAttempt<RestoreRequested> attempt) {
    assertThatThrownBy(() -> bed.runRestore(attempt))
        .isInstanceOfSatisfying(
            OperationFailure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
