package io.drover.cli.listing;

import io.drover.bus.Message;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FleetSucceeded;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.OperationStarted;
import io.drover.schemas.OperationWaiting;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.VerificationSucceeded;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Folds facts into one row an operation. To be used by one thread at a time. */
final class OperationFold {
  private static final int MOST_ROWS = 100_000;

  private record Key(String kind, String operationId) {}

  private final Map<Key, OperationRow> rows = new HashMap<>();

  void accept(Message<SpecificRecord> message) {
    SpecificRecord fact = message.body();
    // A refusal shows only while the id has no operation; other answers tell nothing new.
    if (fact == null
        || !(fact.get(0) instanceof OperationHeader header)
        || (header.getSequence() == 0 && !(fact instanceof RequestRefused))) {
      return;
    }
    var key = new Key(header.getKind(), header.getOperationId());
    OperationRow known = rows.get(key);
    OperationRow before = known == null || known.sequence() == 0 ? null : known;
    if (known == null ? rows.size() < MOST_ROWS : known.sequence() <= header.getSequence()) {
      rows.put(key, row(header, fact, before));
    }
  }

  private static OperationRow row(
      OperationHeader header, SpecificRecord fact, @Nullable OperationRow before) {
    String state = state(fact.getSchema().getName());
    Instant startedAt = before == null ? null : before.startedAt();
    if (startedAt == null && fact instanceof OperationStarted) {
      startedAt = header.getObservedAt();
    }
    return new OperationRow(
        header.getKind(),
        header.getOperationId(),
        header.getDatabase(),
        state,
        before == null ? header.getObservedAt() : before.firstAt(),
        startedAt,
        header.getObservedAt(),
        header.getSequence(),
        List.of("succeeded", "failed", "cancelled", "rejected", "refused").contains(state),
        fact instanceof OperationWaiting waiting ? waiting.getWaitingFor() : null,
        result(fact),
        fact instanceof OperationAccepted accepted
            ? accepted.getRequestDigest()
            : before == null ? null : before.digest(),
        action(fact, before));
  }

  private static @Nullable String action(SpecificRecord fact, @Nullable OperationRow before) {
    return switch (fact) {
      case MaintenanceSucceeded done -> done.getAction();
      case RestoreSucceeded restore when restore.getMode().equals("undo") -> "undo";
      case MigrationSucceeded migration -> RequestedActions.mode(migration.getMode());
      case FleetSucceeded fleet -> RequestedActions.mode(fleet.getMode());
      default -> before == null ? null : before.action();
    };
  }

  private static String state(String record) {
    return switch (record) {
      case "OperationAccepted", "OperationApproved" -> "accepted";
      case "OperationWaiting" -> "waiting";
      case "OperationStarted",
          "FleetSummary",
          "BackupRemoved",
          "BackupCopied",
          "BackupsScrubbed",
          "CatalogueRebuilt",
          "ConnectionsFenced" ->
          "running";
      case "OperationFailed" -> "failed";
      case "OperationCancelled" -> "cancelled";
      case "OperationRejected" -> "rejected";
      case "RequestRefused" -> "refused";
      default -> record.endsWith("Succeeded") ? "succeeded" : record;
    };
  }

  private static String result(SpecificRecord fact) {
    return switch (fact) {
      case BackupSucceeded backup -> "backup " + backup.getBackupId();
      case RestoreSucceeded restore ->
          restore.getMode().equals("undo")
              ? "database " + restore.getTargetName() + " put back"
              : "database " + restore.getTargetName() + " from backup " + restore.getBackupId();
      case VerificationSucceeded verified -> "verified backup " + verified.getBackupId();
      case MigrationSucceeded migration ->
          (migration.getDryRun() ? "dry run; " : "")
              + migration.getAppliedCount()
              + " applied, "
              + migration.getPendingCount()
              + " pending";
      case FleetSucceeded fleet ->
          fleet.getMemberCount() + " databases, " + fleet.getAppliedCount() + " applied";
      case MaintenanceSucceeded done -> MaintenanceResult.of(done);
      case OperationWaiting waiting when waiting.getWaitingFor().equals("approval") ->
          "./drover approve " + waiting.getHeader().getOperationId();
      case OperationFailed failed -> failed.getCode();
      case OperationRejected rejected -> rejected.getCode();
      case RequestRefused refused -> refused.getCode();
      default -> "";
    };
  }

  /** The rows of one database (null: of all), the one that changed last at the end. */
  List<OperationRow> rows(@Nullable String database) {
    return rows.values().stream()
        .filter(row -> database == null || database.equals(row.database()))
        .sorted(Comparator.comparing(OperationRow::lastAt).thenComparing(OperationRow::operationId))
        .toList();
  }
}
