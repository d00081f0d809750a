package io.drover.cli.request;

import static io.drover.cli.terminal.Amounts.bytes;
import static io.drover.cli.terminal.Amounts.count;

import io.drover.cli.terminal.Amounts;
import io.drover.schemas.BackupCopied;
import io.drover.schemas.BackupRemoved;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.BackupsScrubbed;
import io.drover.schemas.CatalogueRebuilt;
import io.drover.schemas.ConnectionsFenced;
import io.drover.schemas.FleetSucceeded;
import io.drover.schemas.FleetSummary;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.schemas.MigrationPlan;
import io.drover.schemas.MigrationRehearsal;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationApproved;
import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationStarted;
import io.drover.schemas.OperationWaiting;
import io.drover.schemas.RequestAnswered;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.VerificationSucceeded;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Facts in words. */
final class Facts {
  private static final Set<String> ENDS =
      Set.of("succeeded", "failed", "cancelled", "rejected", "refused", "answered");

  private Facts() {}

  /** The state that a fact brings, in one word. */
  static String state(SpecificRecord fact) {
    return switch (fact.getSchema().getName()) {
      case "OperationAccepted" -> "accepted";
      case "OperationWaiting" -> "waiting";
      case "OperationApproved" -> "approved";
      case "OperationStarted" -> "started";
      case "ConnectionsFenced" -> "fencing";
      case "OperationFailed" -> "failed";
      case "OperationCancelled" -> "cancelled";
      case "OperationRejected" -> "rejected";
      case "RequestRefused" -> "refused";
      case "RequestAnswered" -> "answered";
      case "BackupSucceeded",
          "RestoreSucceeded",
          "VerificationSucceeded",
          "MigrationSucceeded",
          "FleetSucceeded",
          "MaintenanceSucceeded" ->
          "succeeded";
      case "FleetSummary" -> "summary";
      case "BackupRemoved" -> "removed";
      case "BackupCopied" -> "copied";
      case "BackupsScrubbed" -> "scrubbed";
      case "CatalogueRebuilt" -> "announced";
      default -> fact.getSchema().getName();
    };
  }

  /** Whether nothing comes after a fact of this state. */
  static boolean isEnd(String state) {
    return ENDS.contains(state);
  }

  /** What else is worth a line; may be empty. */
  static String detail(SpecificRecord fact) {
    return switch (fact) {
      case OperationAccepted accepted ->
          requester("for ", accepted.getRequestedBy(), accepted.getReason());
      case OperationApproved approved ->
          "by "
              + approved.getApprovedBy()
              + (approved.getReason().isEmpty() ? "" : ": " + approved.getReason());
      case OperationCancelled cancelled ->
          requester("by ", cancelled.getRequestedBy(), cancelled.getReason());
      case OperationWaiting waiting -> waiting.getDetail();
      case OperationStarted started ->
          "on "
              + started.getInstance()
              + (started.getHeader().getAttempt() > 1
                  ? ", attempt " + started.getHeader().getAttempt()
                  : "");
      case ConnectionsFenced fenced ->
          "connections to %s are refused from %s; %s to be ended"
              .formatted(
                  fenced.getPhysicalName(),
                  fenced.getRefusedFrom().truncatedTo(ChronoUnit.SECONDS),
                  count(fenced.getConnections(), "open one"));
      case BackupSucceeded backup -> backup(backup);
      case RestoreSucceeded restore -> restore(restore);
      case VerificationSucceeded verification -> verification(verification);
      case MigrationSucceeded migration -> migration(migration);
      case FleetSummary fleet ->
          "%d of %s succeeded%s"
              .formatted(
                  fleet.getSucceededCount(),
                  count(fleet.getMemberCount(), "database"),
                  fleet.getNotBegunCount() == 0
                      ? ""
                      : ", " + fleet.getNotBegunCount() + " not begun");
      case FleetSucceeded fleet ->
          "%s, %s applied, %d pending%s"
              .formatted(
                  count(fleet.getMemberCount(), "database"),
                  count(fleet.getAppliedCount(), "migration"),
                  fleet.getPendingCount(),
                  fleet.getBlockingCount() == 0
                      ? ""
                      : ", " + count(fleet.getBlockingCount(), "finding") + " blocking");
      case BackupRemoved removed ->
          "backup %s%s, %s: %s"
              .formatted(
                  removed.getBackupId(),
                  removed.getCopyRepository() == null ? "" : " in " + removed.getCopyRepository(),
                  bytes((double) removed.getArchiveBytes()),
                  removed.getReason());
      case BackupCopied copied -> UpkeepFacts.copied(copied);
      case BackupsScrubbed scrubbed -> UpkeepFacts.scrubbed(scrubbed);
      case CatalogueRebuilt rebuilt -> UpkeepFacts.rebuilt(rebuilt);
      case MaintenanceSucceeded done -> maintenance(done);
      case RequestAnswered answer -> "this operation ended before: " + answer.getOutcome();
      default ->
          Problem.of(fact).map(problem -> problem.code() + ": " + problem.message()).orElse("");
    };
  }

  private static String requester(String word, String who, String why) {
    return (who.isEmpty() ? "" : word + who) + (why.isEmpty() ? "" : ": " + why);
  }

  private static String backup(BackupSucceeded backup) {
    if (backup.getReused()) {
      return "backup %s of %s will do: none was taken"
          .formatted(backup.getBackupId(), backup.getStartedAt().truncatedTo(ChronoUnit.SECONDS));
    }
    double seconds = Math.max(1, backup.getDurationMillis()) / 1000.0;
    return (backup.getPartial() ? "partial: " : "")
        + "%s, %s; %s dumped into %s (%s/s)"
            .formatted(
                count(backup.getTables(), "table"),
                count(backup.getRows(), "row"),
                bytes((double) backup.getDumpBytes()),
                bytes((double) backup.getArchiveBytes()),
                bytes(backup.getDumpBytes() / seconds));
  }

  private static String restore(RestoreSucceeded restore) {
    if (restore.getMode().equals("undo")) {
      return "database " + restore.getTargetName() + " is what it was before it was replaced";
    }
    String sound =
        "database %s with %s, %s, from backup %s"
            .formatted(
                restore.getTargetName(),
                count(restore.getTables(), "table"),
                count(restore.getRows(), "row"),
                restore.getBackupId());
    if (!restore.getRowsCompared()) {
      return sound + ", which was imported: there was nothing to compare the rows with";
    }
    return restore.getMismatches().isEmpty()
        ? sound
        : sound + "; row counts differ in " + String.join(", ", restore.getMismatches());
  }

  private static String verification(VerificationSucceeded verified) {
    return "backup %s restored (%s) and %s: %s, %s, %s by content; %s, %s, %s"
        .formatted(
            verified.getBackupId(),
            Amounts.duration(Duration.ofMillis(verified.getRestoreMillis())),
            verified.getRowsCompared()
                ? "agrees"
                : "was counted, as there was nothing to compare an imported one with",
            count(verified.getTables(), "table"),
            count(verified.getRows(), "row"),
            count(verified.getHashedTables(), "table"),
            count(verified.getIndexes(), "index", "indexes"),
            count(verified.getConstraints(), "constraint"),
            count(verified.getAssertions().size(), "assertion"));
  }

  private static String maintenance(MaintenanceSucceeded done) {
    if (done.getAction().equals("import")) {
      return "backup %s of %s, %s, %s; nobody has verified it yet"
          .formatted(
              done.getBackupId(),
              done.getPath(),
              done.getFormat(),
              bytes((double) done.getBytes()));
    }
    if (done.getAction().equals("export")) {
      return "backup %s written to %s, %s, not encrypted"
          .formatted(done.getBackupId(), done.getPath(), bytes((double) done.getBytes()));
    }
    if (done.getAction().endsWith("pin")) {
      return "backup %s is %sned".formatted(done.getBackupId(), done.getAction());
    }
    if (UpkeepFacts.ACTIONS.contains(done.getAction())) {
      return done.getAction() + " done";
    }
    String removed =
        "%s %s, %s"
            .formatted(
                count(done.getRemovedCount(), "backup"),
                done.getDryRun() ? "would be removed" : "removed",
                bytes((double) done.getBytesFreed()));
    // Who removes one backup by its id did not ask what becomes of the others.
    return done.getAction().equals("remove")
        ? removed
        : removed + "; " + done.getKeptCount() + " kept";
  }

  private static String migration(MigrationSucceeded migration) {
    String version =
        Optional.ofNullable(migration.getCurrentVersion())
            .map(current -> "version " + current)
            .orElse("no version yet");
    @Nullable MigrationPlan plan = migration.getPlan();
    if (plan != null && migration.getMode().equals("PLAN")) {
      return "%s, %s planned, %s%s"
          .formatted(
              version,
              count(plan.getStatementCount(), "statement"),
              count(plan.getFindingCount(), "finding"),
              plan.getBlockingCount() == 0 ? "" : ", " + plan.getBlockingCount() + " blocking");
    }
    if (HistoryChanges.isWayBack(migration)) {
      return version + ", " + HistoryChanges.summary(migration);
    }
    @Nullable MigrationRehearsal rehearsal = migration.getRehearsal();
    if (rehearsal != null) {
      return "%s, %s rehearsed in %s on a copy of backup %s"
          .formatted(
              version,
              count(rehearsal.getStatementCount(), "statement"),
              Amounts.duration(Duration.ofMillis(rehearsal.getDurationMillis())),
              rehearsal.getBackupId());
    }
    if (migration.getMode().equals("ADOPT")) {
      return migration.getDifferences().isEmpty()
          ? version + ", " + (migration.getDryRun() ? "can be adopted" : "adopted")
          : version + ", " + count(migration.getDifferences().size(), "difference");
    }
    return Set.of("APPLY", "RESTORE").contains(migration.getMode())
        ? "%s applied in %s, %s"
            .formatted(
                count(migration.getAppliedCount(), "migration"),
                Amounts.duration(Duration.ofMillis(migration.getDurationMillis())),
                version)
        : "%s, %s pending%s%s"
            .formatted(
                version,
                count(migration.getPendingCount(), "migration"),
                inState(migration, "failed", ", %d failed"),
                inState(migration, "changed", ", %d changed since applied"));
  }

  private static String inState(MigrationSucceeded migration, String state, String words) {
    long found =
        migration.getMigrations().stream().filter(each -> each.getState().equals(state)).count();
    return found == 0 ? "" : words.formatted(found);
  }
}
