package io.drover.cli.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.bus.CommandCodec;
import io.drover.cli.CapturedTerminal;
import io.drover.cli.ExitCode;
import io.drover.cli.request.FakeHerd;
import io.drover.cli.request.SampleFacts;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListingCommandsTest {
  @TempDir private Path folder;
  private final CapturedTerminal terminal = new CapturedTerminal();

  private static BackupCommitted committed(String database, String backupId) {
    Instant now = Instant.now();
    return BackupCommitted.newBuilder()
        .setDatabase(database)
        .setOperationId("op")
        .setBackupId(backupId)
        .setRepository("default")
        .setPath(database + "/" + backupId)
        .setFormat("custom")
        .setCodec("zstd")
        .setArchiveBytes(1_500_000)
        .setDumpBytes(2)
        .setDatabaseBytes(3)
        .setSha256("ab")
        .setTables(3)
        .setRows(1_200)
        .setServerVersion("17.2")
        .setToolVersion("17.2")
        .setSnapshotLsn("0/1")
        .setStartedAt(now)
        .setCommittedAt(now)
        .setDurationMillis(900)
        .build();
  }

  @Test
  void operationsShowsTheLastStateOfEachAndOnlyThoseOfTheDatabase() {
    try (var herd = FakeHerd.silent()) {
      for (String operation : new String[] {"op-1", "op-2"}) {
        herd.publish(
            Topics.OPERATION_EVENTS,
            "db",
            SampleFacts.accepted(FakeHerd.header("backup", operation, "db", 1)));
      }
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          SampleFacts.started(FakeHerd.header("backup", "op-1", "db", 2)));
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          SampleFacts.backedUp(FakeHerd.header("backup", "op-1", "db", 3), "b-1"));
      herd.publish(
          Topics.OPERATION_EVENTS,
          "other",
          SampleFacts.failed(FakeHerd.header("migrate", "op-3", "other", 1)));
      assertThat(terminal.run(herd.environment(), folder, "operations", "db")).isZero();
    }
    assertThat(terminal.out().lines())
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains("op-1", "succeeded", "150 ms", "backup b-1"))
        .anySatisfy(line -> assertThat(line).contains("op-2", "accepted"));
  }

  @Test
  void backupsTellsTheNewestVerdictOfEach() {
    try (var herd = FakeHerd.silent()) {
      herd.publish(Topics.BACKUPS, "b-1", committed("db", "b-1"));
      BackupCommitted disproved =
          BackupCommitted.newBuilder(committed("db", "b-2"))
              .setVerdict("failed")
              .setVerdictAt(Instant.now())
              .build();
      herd.publish(Topics.BACKUPS, "b-2", committed("db", "b-2"));
      herd.publish(Topics.BACKUPS, "b-2", disproved);
      assertThat(terminal.run(herd.environment(), folder, "backups")).isZero();
    }
    assertThat(terminal.out().lines())
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).startsWith("b-1").endsWith("–"))
        .anySatisfy(line -> assertThat(line).startsWith("b-2").contains("failed"));
  }

  @Test
  void backupsTellsWhichOpenWithAKeyOnly() {
    try (var herd = FakeHerd.silent()) {
      herd.publish(Topics.BACKUPS, "b-1", committed("db", "b-1"));
      herd.publish(
          Topics.BACKUPS,
          "b-2",
          BackupCommitted.newBuilder(committed("db", "b-2")).setEncrypted(true).build());
      assertThat(terminal.run(herd.environment(), folder, "backups")).isZero();
    }
    assertThat(terminal.out().lines())
        .filteredOn(line -> line.contains("encrypted"))
        .singleElement()
        .asString()
        .startsWith("b-2");
  }

  @Test
  void backupsLeavesOutThoseThatWereRemoved() {
    try (var herd = FakeHerd.silent()) {
      herd.publish(Topics.BACKUPS, "b-1", committed("db", "b-1"));
      herd.publish(Topics.BACKUPS, "b-2", committed("db", "b-2"));
      herd.remove(Topics.BACKUPS, "b-1");
      assertThat(terminal.run(herd.environment(), folder, "backups", "--json")).isZero();
    }
    assertThat(terminal.out().lines())
        .singleElement()
        .asString()
        .contains("\"type\":\"BackupCommitted\"", "\"backupId\":\"b-2\"");
  }

  @Test
  void aBackupFromBeforeARestoreIsMarkedAndTheTableFitsAHundredColumns() {
    try (var herd = FakeHerd.silent()) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          "shop",
          OperationAccepted.newBuilder()
              .setHeader(FakeHerd.header("backup", "op", "shop", 1))
              .setRequestDigest("00")
              .setExpiresAt(Instant.EPOCH)
              .setDeadline(Instant.EPOCH)
              .setParentKind("restore")
              .setParentOperationId("a3b8c9d0e1f20304")
              .build());
      String id = "20261121T024547Z-ba5ae92a";
      herd.publish(
          Topics.BACKUPS,
          id,
          BackupCommitted.newBuilder(committed("shop", id))
              .setRows(1_203_185)
              .setArchiveBytes(412_000_000)
              .setVerdict("verified")
              .setVerdictAt(Instant.now().minusSeconds(59 * 60))
              .build());
      assertThat(terminal.run(herd.environment(), folder, "backups", "shop")).isZero();
    }
    assertThat(terminal.out().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100))
        .last()
        .asString()
        .contains("verified 59m", "before restore a3b8c9d0");
  }

  @Test
  void ofADatabaseThatNothingNamesItIsNotSaidThatItHasNoBackups() {
    try (var herd = FakeHerd.silent()) {
      herd.publish(Topics.BACKUPS, "b-1", committed("shop", "b-1"));
      herd.publish(
          Topics.OPERATION_EVENTS,
          "young",
          SampleFacts.accepted(FakeHerd.header("backup", "op-1", "young", 1)));
      herd.publish(
          Topics.DATABASE_HEALTH,
          "idle",
          DatabaseHealth.newBuilder()
              .setDatabase("idle")
              .setObservedAt(Instant.now())
              .setStatus("ok")
              .setChecks(List.of())
              .build());
      for (String command : List.of("backups", "operations")) {
        assertThat(terminal.run(herd.environment(), folder, command, "nosuch"))
            .isEqualTo(ExitCode.FAILED);
        assertThat(terminal.run(herd.environment(), folder, command, "idle")).isZero();
      }
      assertThat(terminal.run(herd.environment(), folder, "backups", "young")).isZero();
    }
    assertThat(terminal.err()).contains("No database nosuch is known", "Known: idle, shop, young.");
    assertThat(terminal.out())
        .contains("No backups of young.", "No backups of idle.", "No operations of idle.");
  }

  @Test
  void maintenanceIsToldApartByItsActionAndHasAResult() {
    MaintenanceRequested scrub =
        MaintenanceRequested.newBuilder()
            .setOperationId("op-2")
            .setDatabase("db")
            .setAction("scrub")
            .build();
    try (var herd = FakeHerd.silent()) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          MaintenanceSucceeded.newBuilder()
              .setHeader(FakeHerd.header("maintenance", "op-1", "db", 2))
              .setAction("import")
              .setBackupId("b-7")
              .build());
      herd.publish(Topics.MAINTENANCE_REQUESTED, "db", scrub);
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          OperationAccepted.newBuilder()
              .setHeader(FakeHerd.header("maintenance", "op-2", "db", 1))
              .setRequestDigest(CommandCodec.digest(scrub))
              .setExpiresAt(Instant.EPOCH)
              .setDeadline(Instant.EPOCH)
              .build());
      herd.publish(
          Topics.OPERATION_EVENTS,
          "db",
          SampleFacts.failed(FakeHerd.header("maintenance", "op-2", "db", 2)));
      assertThat(terminal.run(herd.environment(), folder, "operations", "db")).isZero();
      assertThat(terminal.run(herd.environment(), folder, "operations", "--json")).isZero();
    }
    assertThat(terminal.out())
        .containsPattern("op-1 +import +db +succeeded .* backup b-7\n")
        .containsPattern("op-2 +scrub +db +failed .* TARGET_UNREACHABLE\n")
        .contains("\"kind\":\"maintenance\"", "\"action\":\"scrub\"");
  }

  @Test
  void ofAMigrationItsModeIsListedWhateverBecameOfIt() {
    MigrateRequested rollback =
        MigrateRequested.newBuilder()
            .setOperationId("2222222222222222")
            .setDatabase("shop")
            .setMode("ROLLBACK")
            .build();
    try (var herd = FakeHerd.silent()) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          "shop",
          MigrationSucceeded.newBuilder()
              .setHeader(FakeHerd.header("migrate", "1111111111111111", "shop", 2))
              .setMode("REPAIR")
              .setDryRun(true)
              .setMigrations(List.of())
              .setAppliedCount(0)
              .setPendingCount(1)
              .setDurationMillis(0)
              .build());
      herd.publish(Topics.MIGRATE_REQUESTED, "shop", rollback);
      herd.publish(
          Topics.OPERATION_EVENTS,
          "shop",
          OperationAccepted.newBuilder()
              .setHeader(FakeHerd.header("migrate", "2222222222222222", "shop", 1))
              .setRequestDigest(CommandCodec.digest(rollback))
              .setExpiresAt(Instant.EPOCH)
              .setDeadline(Instant.EPOCH)
              .build());
      herd.publish(
          Topics.OPERATION_EVENTS,
          "shop",
          SampleFacts.failed(FakeHerd.header("migrate", "2222222222222222", "shop", 2)));
      herd.publish(
          Topics.OPERATION_EVENTS,
          "shop",
          SampleFacts.backedUp(
              FakeHerd.header("backup", "3333333333333333", "shop", 3),
              "20261121T024547Z-ba5ae92a"));
      assertThat(terminal.run(herd.environment(), folder, "operations", "shop")).isZero();
    }
    assertThat(terminal.out())
        .containsPattern(
            "1{16} +migrate repair +shop +succeeded +2026-11-21T10:00Z .* dry run; 0 applied")
        .containsPattern("2{16} +migrate rollback +shop +failed +2026-11-21T10:00Z +\\d+")
        .containsPattern("3{16} +backup +shop +succeeded");
    assertThat(terminal.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
  }

  @Test
  void aBackupFromBeforeARollbackIsNotCalledOneFromBeforeAMigration() {
    try (var herd = FakeHerd.silent()) {
      for (String word : List.of("migrate", "rollback")) {
        herd.publish(
            Topics.OPERATION_EVENTS,
            "shop",
            OperationAccepted.newBuilder()
                .setHeader(FakeHerd.header("backup", "backup-" + word, "shop", 1))
                .setReason("before " + word + " a3b8c9d0e1f20304")
                .setRequestDigest("00")
                .setExpiresAt(Instant.EPOCH)
                .setDeadline(Instant.EPOCH)
                .setParentKind("migrate")
                .setParentOperationId("a3b8c9d0e1f20304")
                .build());
        herd.publish(
            Topics.BACKUPS,
            word,
            BackupCommitted.newBuilder(committed("shop", "for-" + word))
                .setOperationId("backup-" + word)
                .build());
      }
      assertThat(terminal.run(herd.environment(), folder, "backups", "shop")).isZero();
    }
    assertThat(terminal.out())
        .containsPattern("for-migrate .* before migrate a3b8c9d0\n")
        .containsPattern("for-rollback .* before rollback a3b8c9d0\n");
  }

  @ParameterizedTest
  @CsvSource({
    "import, backup b-1",
    "export, backup b-1 written",
    "copy, backup b-1 copied",
    "pin, backup b-1 pinned",
    "unpin, backup b-1 unpinned",
    "retain, '2 removed, 3 kept'",
    "remove, backup b-1 removed",
    "scrub, nothing damaged",
    "rebuild-catalogue, announced again"
  })
  void everyActionOfMaintenanceHasAResult(String action, String result) {
    assertThat(
            MaintenanceResult.of(
                MaintenanceSucceeded.newBuilder()
                    .setHeader(FakeHerd.header("maintenance", "op-1", "db", 2))
                    .setAction(action)
                    .setBackupId("b-1")
                    .setRemovedCount(2)
                    .setKeptCount(3)
                    .build()))
        .isEqualTo(result);
  }
}
