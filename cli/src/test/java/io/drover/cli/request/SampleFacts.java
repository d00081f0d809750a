package io.drover.cli.request;

import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.MigrationFinding;
import io.drover.schemas.MigrationPlan;
import io.drover.schemas.MigrationRehearsal;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationStarted;
import io.drover.schemas.PlannedStatement;
import io.drover.schemas.RehearsedLock;
import io.drover.schemas.RehearsedStatement;
import io.drover.schemas.RelationSize;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.SchemaDifference;
import io.drover.schemas.VerificationSucceeded;
import java.time.Instant;
import java.util.List;

/** Facts for tests. */
public final class SampleFacts {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private SampleFacts() {}

  /** The request stands in the ledger. */
  public static OperationAccepted accepted(OperationHeader header) {
    return OperationAccepted.newBuilder()
        .setHeader(header)
        .setRequestDigest("00")
        .setExpiresAt(NOON)
        .setDeadline(NOON)
        .build();
  }

  /** An attempt began. */
  public static OperationStarted started(OperationHeader header) {
    return OperationStarted.newBuilder()
        .setHeader(header)
        .setService("backup-service")
        .setInstance("backup-service-1")
        .build();
  }

  /** A plan of two statements, whose only finding has this severity. */
  public static MigrationSucceeded planned(OperationHeader header, String severity) {
    MigrationPlan plan =
        MigrationPlan.newBuilder()
            .setDigest("5fe1")
            .setStatements(
                List.of(
                    new PlannedStatement(
                        "", "V2__b.sql", 1, "ALTER TABLE b ADD c text", true, false),
                    new PlannedStatement(
                        "", "V3__c.sql", 4, "CREATE INDEX CONCURRENTLY i ON b (c)", false, false)))
            .setStatementCount(5)
            .setFindings(
                List.of(
                    MigrationFinding.newBuilder()
                        .setRule("DROP_TABLE")
                        .setSeverity(severity)
                        .setScript("V2__b.sql")
                        .setLine(1)
                        .setStatement("DROP TABLE b")
                        .setLock("ACCESS EXCLUSIVE")
                        .setWhy("All rows are gone.")
                        .setRewrite("Rename it first.")
                        .build()))
            .setFindingCount(1)
            .setBlockingCount(severity.equals("block") ? 1 : 0)
            .setReviewedAs("PostgreSQL 15")
            .build();
    return MigrationSucceeded.newBuilder()
        .setHeader(header)
        .setMode("PLAN")
        .setMigrations(List.of())
        .setAppliedCount(0)
        .setPendingCount(2)
        .setCurrentVersion("1")
        .setDurationMillis(0)
        .setPlan(plan)
        .build();
  }

  /** The same plan after its rehearsal on a backup that was older. */
  public static MigrationSucceeded rehearsed(OperationHeader header, String severity) {
    RehearsedStatement statement =
        RehearsedStatement.newBuilder()
            .setScript("V2__b.sql")
            .setLine(1)
            .setStatement("ALTER TABLE b ADD c text")
            .setDurationMillis(1_200)
            .setRows(4_000L)
            .setLocks(
                List.of(
                    new RehearsedLock("public.b", "AccessExclusiveLock", 2_500L),
                    new RehearsedLock("public.a", "RowExclusiveLock", 2_500L)))
            .setRewrites(List.of("public.b", "public.b_pkey"))
            .build();
    MigrationRehearsal rehearsal =
        MigrationRehearsal.newBuilder()
            .setBackupId("b-7")
            .setCaughtUp(List.of("V1__a.sql"))
            .setDurationMillis(1_300)
            .setStatements(List.of(statement))
            .setStatementCount(3)
            .setSizes(List.of(new RelationSize("public.b", null, 8_192L)))
            .setDifferences(
                List.of(new SchemaDifference("column public.b.c", "added", null, "text")))
            .setDifferenceCount(2)
            .build();
    return MigrationSucceeded.newBuilder(planned(header, severity))
        .setMode("REHEARSE")
        .setRehearsal(rehearsal)
        .build();
  }

  /** A backup of three tables. */
  public static BackupSucceeded backedUp(OperationHeader header, String backupId) {
    return BackupSucceeded.newBuilder()
        .setHeader(header)
        .setBackupId(backupId)
        .setRepository("default")
        .setPath("db/" + backupId)
        .setFormat("custom")
        .setCodec("zstd")
        .setArchiveBytes(1_500_000)
        .setDumpBytes(9_000_000)
        .setDatabaseBytes(12_000_000)
        .setSha256("ab")
        .setTables(3)
        .setRows(1_200)
        .setServerVersion("17.2")
        .setToolVersion("17.2")
        .setSnapshotLsn("0/1")
        .setStartedAt(NOON)
        .setCommittedAt(NOON)
        .setDurationMillis(900)
        .build();
  }

  /** A verification of three tables. */
  public static VerificationSucceeded verified(OperationHeader header, String backupId) {
    return VerificationSucceeded.newBuilder()
        .setHeader(header)
        .setBackupId(backupId)
        .setServer("main")
        .setTables(3)
        .setRows(1_200)
        .setHashedTables(2)
        .setLargeObjects(0)
        .setIndexes(1)
        .setConstraints(4)
        .setAssertions(List.of("there are orders"))
        .setArchiveBytes(1_500_000)
        .setRestoreMillis(400)
        .setDurationMillis(900)
        .setVerifiedAt(NOON)
        .build();
  }

  /** A failure with all that one can have. */
  public static OperationFailed failed(OperationHeader header) {
    return OperationFailed.newBuilder()
        .setHeader(header)
        .setCode("TARGET_UNREACHABLE")
        .setMessage("The server of db does not answer.")
        .setDetail("connection refused")
        .setRetryable(true)
        .setRemedy("systemctl start postgresql")
        .build();
  }

  /** A database was replaced. */
  public static RestoreSucceeded replaced(OperationHeader header) {
    return RestoreSucceeded.newBuilder()
        .setHeader(header)
        .setBackupId("b-1")
        .setTargetName("db")
        .setTables(3)
        .setRows(1_200)
        .setDurationMillis(900)
        .setMode("replace")
        .setKeptAs("db_drover_0123456789abcdef")
        .setUndoUntil(NOON)
        .setSafetyBackupId("b-2")
        .build();
  }

  /** A part of a backup was restored into the database itself. */
  public static RestoreSucceeded restoredInPlace(OperationHeader header) {
    return RestoreSucceeded.newBuilder()
        .setHeader(header)
        .setBackupId("b-1")
        .setTargetName("db")
        .setTables(3)
        .setRows(1_200)
        .setDurationMillis(900)
        .setMode("in-place")
        .setSafetyBackupId("b-2")
        .setWarnings(List.of("Large objects are left out of a selection."))
        .build();
  }
}
