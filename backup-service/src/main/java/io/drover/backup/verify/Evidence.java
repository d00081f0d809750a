package io.drover.backup.verify;

import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Verdict;
import io.drover.backup.restore.RestoredRows;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What a verification has seen so far. Not thread-safe. */
final class Evidence {
  final List<String> held = new ArrayList<>();
  RestoredRows.Comparison rows = new RestoredRows.Comparison(List.of(), 0, 0, 0);
  long archiveBytes;
  long restoreMillis;
  long largeObjects;
  int indexes;
  int constraints;

  /** All agrees. */
  Verdict verdict(Attempt<?> attempt, Manifest manifest, long durationMillis) {
    return verdict(attempt, manifest, durationMillis, Verdict.VERIFIED, "", sound(manifest), "");
  }

  /** Something does not. */
  Verdict verdict(
      Attempt<?> attempt, Manifest manifest, long durationMillis, OperationFailure failure) {
    return verdict(
        attempt,
        manifest,
        durationMillis,
        Verdict.FAILED,
        failure.code(),
        failure.message(),
        failure.detail());
  }

  private Verdict verdict(
      Attempt<?> attempt,
      Manifest manifest,
      long durationMillis,
      String outcome,
      String code,
      String why,
      String detail) {
    return new Verdict(
        Verdict.VERSION,
        manifest.backupId(),
        attempt.operationId(),
        outcome,
        // As precise as a fact on the bus, so that both tell the same.
        attempt.now().truncatedTo(ChronoUnit.MILLIS),
        code,
        why,
        detail,
        attempt.target().server().name(),
        new Verdict.Numbers(
            archiveBytes,
            rows.tables(),
            rows.rows(),
            rows.hashed(),
            largeObjects,
            indexes,
            constraints,
            held,
            restoreMillis,
            durationMillis));
  }

  private String sound(Manifest manifest) {
    if (manifest.imported() != null) {
      return "Restored without an error; it was imported, so there is nothing to compare with: %,d rows in %d tables, %d indexes, %d constraints, %d assertions."
          .formatted(rows.rows(), rows.tables(), indexes, constraints, held.size());
    }
    return "Restored and compared: %,d rows in %d tables (%d of them by content), %d indexes, %d constraints, %d assertions."
        .formatted(rows.rows(), rows.tables(), rows.hashed(), indexes, constraints, held.size());
  }
}
