package io.drover.backup.verify;

import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Verdict;
import io.drover.backup.repository.Verdict.Numbers;
import io.drover.backup.restore.RestoredRows;
import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.VerificationSucceeded;
import io.drover.service.operation.OperationFailure;
import java.util.List;

/** Verdicts in the words of the contract. */
final class Verdicts {
  private Verdicts() {}

  static VerificationSucceeded succeeded(
      OperationHeader header, Manifest manifest, Verdict verdict) {
    Numbers numbers = verdict.numbers();
    return VerificationSucceeded.newBuilder()
        .setHeader(header)
        .setBackupId(verdict.backupId())
        .setServer(verdict.server())
        .setTables(numbers.tables())
        .setRows(numbers.rows())
        .setHashedTables(numbers.hashedTables())
        .setLargeObjects(numbers.largeObjects())
        .setIndexes(numbers.indexes())
        .setConstraints(numbers.constraints())
        .setAssertions(numbers.assertions())
        .setArchiveBytes(numbers.archiveBytes())
        .setRestoreMillis(numbers.restoreMillis())
        .setDurationMillis(numbers.durationMillis())
        .setVerifiedAt(verdict.reachedAt())
        .setRowsCompared(manifest.imported() == null)
        .build();
  }

  /** The failure that a bad verdict is. */
  static OperationFailure failure(Manifest manifest, Verdict verdict) {
    return OperationFailure.of(verdict.code(), verdict.why(), remedy(manifest))
        .withDetail(verdict.detail());
  }

  /** The restored database differs from the original in these. */
  static OperationFailure mismatch(Manifest manifest, List<String> findings) {
    String some = String.join(", ", findings.stream().limit(RestoredRows.NAMED_AT_MOST).toList());
    String more =
        findings.size() > RestoredRows.NAMED_AT_MOST
            ? " and " + (findings.size() - RestoredRows.NAMED_AT_MOST) + " more"
            : "";
    return mismatch(
            manifest,
            "What the backup "
                + manifest.backupId()
                + " restores to is wrong: "
                + some
                + more
                + ".")
        .withDetail(String.join("\n", findings));
  }

  static OperationFailure mismatch(Manifest manifest, String message) {
    return OperationFailure.of(FailureCode.VERIFICATION_MISMATCH, message, remedy(manifest));
  }

  private static String remedy(Manifest manifest) {
    return "./drover backup " + manifest.database();
  }
}
