package io.drover.backup.restore;

import io.drover.backup.restore.RestoreMarks.Restored;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.LockMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Restores into the database itself, where the server lets no other one be made beside it. */
final class InPlace implements Way {
  private final Attempt<RestoreRequested> attempt;
  private final RestoreTools tools;
  private final InPlaceMark mark;
  private final String name;
  private final long startedNanos = System.nanoTime();

  InPlace(Attempt<RestoreRequested> attempt, RestoreTools tools) {
    this.attempt = attempt;
    this.tools = tools;
    this.mark = new InPlaceMark(attempt, tools.marks());
    this.name = attempt.target().physicalName();
  }

  @Override
  public Outcome handle() throws OperationFailure, InterruptedException, SQLException {
    if (attempt.command().getSafetyBackup() && attempt.child().isEmpty() && !isCommitted()) {
      // Before the backup, as it may take hours, and again under the lock.
      InPlaceRun run = new InPlaceRun(attempt, wanted(), tools, mark);
      try (Connection maintenance = attempt.connectToMaintenance()) {
        run.preflight(maintenance);
      }
      run.verifyArchive();
      attempt.reached("awaiting-safety-backup");
      return SafetyBackup.request(attempt);
    }
    @Nullable String safetyBackup =
        attempt.child().isPresent()
            ? SafetyBackup.idOf(
                attempt.child().get(), attempt.target().entry().name(), RestoreMode.IN_PLACE)
            : null;
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    Optional<Restored> before = settled();
    Restored restored = before.isPresent() ? before.get() : restore();
    Statistics.of(attempt, name, attempt.command().getJobs()).gather();
    attempt.reached("done");
    long millis = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
    return new Outcome.Done(
        header ->
            RestoreSucceeded.newBuilder()
                .setHeader(header)
                .setBackupId(restored.backupId())
                .setTargetName(name)
                .setTables(restored.tables())
                .setRows(restored.rows())
                .setDurationMillis(millis)
                .setMode(RestoreMode.IN_PLACE.word())
                .setSafetyBackupId(safetyBackup)
                .setWarnings(restored.warnings())
                .build());
  }

  private Wanted wanted() throws OperationFailure, InterruptedException {
    return Wanted.of(
        attempt, BackupChoice.take(tools.repository(), tools.uses(), attempt), tools.reader());
  }

  private boolean isCommitted() throws OperationFailure, SQLException {
    try (Connection maintenance = attempt.connectToMaintenance()) {
      return mark.isCommitted(maintenance);
    }
  }

  private Optional<Restored> settled() throws OperationFailure, InterruptedException, SQLException {
    try (Connection maintenance = attempt.connectToMaintenance()) {
      // A server goes on committing for a program that was killed.
      EarlierSessions.endIn(name, maintenance);
      return mark.settle(maintenance);
    }
  }

  private Restored restore() throws OperationFailure, InterruptedException, SQLException {
    try {
      new InPlaceRun(attempt, wanted(), tools, mark).run();
    } catch (OperationFailure failure) {
      // The server may have committed what the program could not learn of.
      return settled().orElseThrow(() -> failure);
    }
    return settled().orElseThrow(this::lost);
  }

  private OperationFailure lost() {
    return OperationFailure.of(
        FailureCode.INTERNAL,
        "The restore into " + name + " was committed but its mark is gone.",
        "Look who else changes the comment of the database: \\l+ in psql.");
  }

  /** A transaction cannot be taken back, so the end of the operation says what happened. */
  @Override
  public void abandon() throws OperationFailure, InterruptedException, SQLException {
    try (Connection maintenance = attempt.connectToMaintenance()) {
      attempt.fence();
      EarlierSessions.endIn(name, maintenance);
      Optional<Restored> committed = mark.settle(maintenance);
      if (committed.isPresent()) {
        throw OperationFailure.of(
            FailureCode.INTERNAL,
            "The backup "
                + committed.get().backupId()
                + " was restored into "
                + name
                + " before the operation ended, and stays.",
            "./drover backups " + attempt.target().entry().name());
      }
    }
  }
}
