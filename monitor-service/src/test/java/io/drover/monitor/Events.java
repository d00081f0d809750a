package io.drover.monitor;

import io.drover.schemas.BackupCommitted;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationProgress;
import io.drover.schemas.OperationStarted;
import io.drover.schemas.OperationWaiting;
import io.drover.schemas.RequestRefused;
import java.time.Instant;
import java.util.Map;

/** Facts as services state them. */
public final class Events {
  /** When the first fact of every operation came true. */
  public static final Instant BEGIN = Instant.parse("2026-11-21T08:00:00Z");

  private Events() {}

  public static OperationHeader header(String id, String database, int sequence) {
    return header("backup", id, database, sequence, BEGIN.plusSeconds(sequence));
  }

  public static OperationHeader header(
      String kind, String id, String database, int sequence, Instant at) {
    return OperationHeader.newBuilder()
        .setKind(kind)
        .setOperationId(id)
        .setDatabase(database)
        .setSequence(sequence)
        .setAttempt(sequence == 1 ? 0 : 1)
        .setObservedAt(at)
        .build();
  }

  public static OperationAccepted accepted(OperationHeader header, String who) {
    return OperationAccepted.newBuilder()
        .setHeader(header)
        .setRequestedBy(who)
        .setReason("nightly")
        .setLabels(Map.of("team", "web"))
        .setRequestDigest("0")
        .setExpiresAt(header.getObservedAt().plusSeconds(86_400))
        .setDeadline(header.getObservedAt().plusSeconds(3_600))
        .build();
  }

  public static OperationWaiting waiting(OperationHeader header) {
    return OperationWaiting.newBuilder()
        .setHeader(header)
        .setWaitingFor("target-lock")
        .setDetail("A migration holds the database.")
        .build();
  }

  public static OperationStarted started(OperationHeader header) {
    return OperationStarted.newBuilder()
        .setHeader(header)
        .setService("backup-service")
        .setInstance("backup-service@here-1")
        .build();
  }

  public static BackupSucceeded succeeded(OperationHeader header) {
    return BackupSucceeded.newBuilder()
        .setHeader(header)
        .setBackupId("b-" + header.getOperationId())
        .setRepository("main")
        .setPath("shop/b")
        .setFormat("custom")
        .setCodec("zstd")
        .setArchiveBytes(1_000)
        .setDumpBytes(3_000)
        .setDatabaseBytes(5_000)
        .setSha256("ab")
        .setTables(3)
        .setRows(42)
        .setServerVersion("15")
        .setToolVersion("15")
        .setSnapshotLsn("0/1")
        .setStartedAt(header.getObservedAt())
        .setCommittedAt(header.getObservedAt())
        .setDurationMillis(1_000)
        .build();
  }

  public static OperationFailed failed(OperationHeader header, String message) {
    return OperationFailed.newBuilder()
        .setHeader(header)
        .setCode("TARGET_UNREACHABLE")
        .setMessage(message)
        .setDetail("connection refused")
        .setRetryable(true)
        .setRemedy("pg_isready -h 127.0.0.1")
        .build();
  }

  public static RequestRefused refused(OperationHeader header) {
    return RequestRefused.newBuilder()
        .setHeader(header)
        .setCode("INVALID_REQUEST")
        .setMessage("The same id was used with other content.")
        .build();
  }

  public static OperationProgress progress(OperationHeader header, long done, long total) {
    return OperationProgress.newBuilder()
        .setHeader(header)
        .setPhase("dumping")
        .setDone(done)
        .setTotal(total)
        .setUnit("bytes")
        .setRatePerSecond(100_000_000)
        .setRemainingMillis(4_200L)
        .build();
  }

  public static BackupCommitted committed(String database, String backupId, Instant at) {
    return BackupCommitted.newBuilder()
        .setDatabase(database)
        .setOperationId("o")
        .setBackupId(backupId)
        .setRepository("main")
        .setPath("p")
        .setFormat("custom")
        .setCodec("zstd")
        .setArchiveBytes(1)
        .setDumpBytes(1)
        .setDatabaseBytes(1)
        .setSha256("ab")
        .setTables(1)
        .setRows(1)
        .setServerVersion("15")
        .setToolVersion("15")
        .setSnapshotLsn("0/1")
        .setStartedAt(at)
        .setCommittedAt(at)
        .setDurationMillis(1)
        .build();
  }
}
