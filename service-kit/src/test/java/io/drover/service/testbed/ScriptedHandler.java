package io.drover.service.testbed;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Backups that do what a test says, by operation id; those of which it says nothing succeed. */
public final class ScriptedHandler implements OperationHandler<BackupRequested> {
  /** What an attempt does. */
  @FunctionalInterface
  public interface Script {
    Outcome run(Attempt<BackupRequested> attempt) throws Exception;
  }

  /** What is done before an operation ends without success. */
  @FunctionalInterface
  public interface Abandon {
    void run(Attempt<BackupRequested> attempt) throws Exception;
  }

  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private volatile @Nullable OperationFailure refusal;
  private volatile Abandon abandon = attempt -> {};

  /** Ids of the operations whose attempts began, in that order. */
  public final List<String> begun = new CopyOnWriteArrayList<>();

  /** Ids of the operations that were abandoned. */
  public final List<String> abandoned = new CopyOnWriteArrayList<>();

  public ScriptedHandler script(String operationId, Script script) {
    scripts.put(operationId, script);
    return this;
  }

  public void refuse(@Nullable OperationFailure why) {
    refusal = why;
  }

  public void onAbandon(Abandon action) {
    abandon = action;
  }

  @Override
  public String kind() {
    return "backup";
  }

  @Override
  public Topic requests() {
    return Topics.BACKUP_REQUESTED;
  }

  @Override
  public Class<BackupRequested> commandType() {
    return BackupRequested.class;
  }

  @Override
  public void admit(BackupRequested command, DatabaseEntry database) throws OperationFailure {
    OperationFailure why = refusal;
    if (why != null) {
      throw why;
    }
  }

  @Override
  public Outcome handle(Attempt<BackupRequested> attempt) throws Exception {
    begun.add(attempt.operationId());
    return scripts.getOrDefault(attempt.operationId(), any -> done()).run(attempt);
  }

  @Override
  public void abandon(Attempt<BackupRequested> attempt) throws Exception {
    abandoned.add(attempt.operationId());
    abandon.run(attempt);
  }

  public static Outcome done() {
    return new Outcome.Done(ScriptedHandler::succeeded);
  }

  public static BackupSucceeded succeeded(OperationHeader header) {
    return BackupSucceeded.newBuilder()
        .setHeader(header)
        .setBackupId("b")
        .setRepository("r")
        .setPath("p")
        .setFormat("custom")
        .setCodec("zstd")
        .setArchiveBytes(1)
        .setDumpBytes(1)
        .setDatabaseBytes(1)
        .setSha256("0")
        .setTables(0)
        .setRows(0)
        .setServerVersion("15")
        .setToolVersion("15")
        .setSnapshotLsn("0/0")
        .setStartedAt(Instant.EPOCH)
        .setCommittedAt(Instant.EPOCH)
        .setDurationMillis(0)
        .build();
  }
}
