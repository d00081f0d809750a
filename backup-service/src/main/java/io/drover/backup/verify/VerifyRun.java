package io.drover.backup.verify;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.content.ReadingSession;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Verdict;
import io.drover.backup.restore.RestoredRows;
import io.drover.backup.restore.ScratchDatabase;
import io.drover.backup.restore.ScratchRestore;
import io.drover.backup.spool.Spool;
import io.drover.schemas.FailureCode;
import io.drover.schemas.VerifyRequested;
import io.drover.service.assertion.Assertions;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Comes to the verdict on one backup in one attempt. The scratch database stays. */
final class VerifyRun {
  /** A server at its limits says nothing about the backup. */
  private static final Pattern EXHAUSTED =
      Pattern.compile("out of (shared )?memory|cannot allocate memory|connection slots");

  /** As pg_restore and psql call it. */
  private static final Pattern ERROR = Pattern.compile("error:|ERROR:");

  private final Attempt<VerifyRequested> attempt;
  private final Manifest manifest;
  private final ScratchRestore restore;
  private final Policy policy;
  private final Evidence evidence = new Evidence();
  private final long startedNanos = System.nanoTime();

  VerifyRun(
      Attempt<VerifyRequested> attempt,
      Manifest manifest,
      ArchiveReader reader,
      PostgresTools tools,
      Spool spool) {
    this.attempt = attempt;
    this.manifest = manifest;
    this.restore = ScratchRestore.toVerify(attempt, manifest, reader, tools, spool);
    this.policy = attempt.target().entry().policy();
  }

  /**
   * The verdict.
   *
   * @throws OperationFailure there can be none
   */
  Verdict run() throws OperationFailure, InterruptedException, SQLException {
    try {
      restore.verifyArchive();
      evidence.archiveBytes = manifest.archive().bytes();
      long restoreStarted = System.nanoTime();
      ScratchDatabase scratch = restored();
      evidence.restoreMillis = millisSince(restoreStarted);
      compare(scratch);
      return evidence.verdict(attempt, manifest, millisSince(startedNanos));
    } catch (OperationFailure failure) {
      if (!disproves(failure)) {
        throw failure;
      }
      return evidence.verdict(attempt, manifest, millisSince(startedNanos), failure);
    }
  }

  private static boolean disproves(OperationFailure failure) {
    return failure.code().equals(FailureCode.BACKUP_CORRUPT)
        || failure.code().equals(FailureCode.VERIFICATION_MISMATCH);
  }

  /** What pg_restore itself calls an error is the archive's, unless it has a code of its own. */
  private ScratchDatabase restored() throws OperationFailure, InterruptedException, SQLException {
    try {
      return restore.fill();
    } catch (OperationFailure failure) {
      if (failure.code().equals(FailureCode.INTERNAL)
          && ERROR.matcher(failure.detail()).find()
          && !EXHAUSTED.matcher(failure.detail()).find()) {
        throw Verdicts.mismatch(
                manifest,
                "The backup " + manifest.backupId() + " cannot be restored: " + failure.message())
            .withDetail(failure.detail())
            .causedBy(failure);
      }
      throw failure;
    }
  }

  private void compare(ScratchDatabase scratch)
      throws OperationFailure, InterruptedException, SQLException {
    List<String> findings = new ArrayList<>();
    attempt.progress().phase("comparing", "rows", manifest.rows());
    try (Connection connection = attempt.connect(scratch.name())) {
      ReadingSession.prepare(connection, policy.lockTimeout());
      RestoredRows.Comparison rows =
          manifest.imported() == null
              ? RestoredRows.compare(connection, manifest, policy.verification().contentHashes())
              : RestoredRows.seen(connection);
      evidence.rows = rows;
      findings.addAll(rows.mismatches());
      attempt.reached("rows-compared");
      findings.addAll(
          RestoredObjects.compare(
              connection, manifest, policy.verification().contentHashes(), evidence));
    }
    attempt.progress().done(manifest.rows());
    findings.addAll(assertions(scratch));
    attempt.reached("compared");
    if (!findings.isEmpty()) {
      throw Verdicts.mismatch(manifest, findings);
    }
  }

  private List<String> assertions(ScratchDatabase scratch) throws OperationFailure, SQLException {
    if (policy.verification().assertions().isEmpty()) {
      return List.of();
    }
    // A session of its own, with the settings that the database gives every session.
    try (Connection connection = attempt.connect(scratch.name())) {
      return new Assertions(connection, policy.statementTimeout())
          .failing(policy.verification().assertions(), evidence.held).stream()
              .map(each -> "the assertion \"" + each.name() + "\" " + each.why())
              .toList();
    }
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }
}
