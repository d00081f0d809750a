package io.drover.cli.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.CapturedTerminal;
import io.drover.cli.request.FakeHerd;
import io.drover.cli.request.SampleFacts;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.Topics;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
