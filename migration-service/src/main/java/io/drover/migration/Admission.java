package io.drover.migration;

import io.drover.migration.recovery.RecoveryAdmission;
import io.drover.migration.restoration.Restoration;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.MigrationReview;
import io.drover.service.target.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether the policy of a database lets a request through; reads nothing but the two. */
final class Admission {
  private static final String APPLYING = "migrate";
  private static final String READING = "migrate-status";
  private static final String REHEARSING = "migrate-rehearse";

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private Admission() {}

  /**
   * The words by which the policy may ask for an approval: what a request brings about in several
   * ways needs what each of them does.
   */
  static List<String> permissions(MigrateRequested command) {
    Optional<String> replacing = RecoveryAdmission.permission(command);
    if (replacing.isPresent()) {
      return List.of(APPLYING, replacing.get());
    }
    return command.getMode().equals(Mode.RESTORE.name())
        ? List.of(APPLYING, Restoration.permission(command))
        : List.of(needed(command));
  }

  /**
   * What of the service's own the policy must list, or migrate, which has it all; a mode that is
   * not known changes nothing, as it is rejected.
   */
  private static String needed(MigrateRequested command) {
    return switch (command.getMode()) {
      // Scripts that the request itself brings run on the server here too, if on a copy.
      case "REHEARSE" -> command.getBundle().isEmpty() ? REHEARSING : APPLYING;
      case "APPLY", "ADOPT", "RESTORE" -> APPLYING;
      case "BASELINE", "REPAIR", "ROLLBACK" -> command.getDryRun() ? READING : APPLYING;
      default -> READING;
    };
  }

  static void check(MigrateRequested command, DatabaseEntry database) throws OperationFailure {
    Policy policy = database.policy();
    checkOperation(command, policy.operations(), database.name());
    if (!policy.mayAsk(command.getRequestedBy())) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + database.name() + " does not name this requester.",
          "Add the requester to policy.requesters of "
              + database.name()
              + " in databases.yml, or let one who is named there ask.");
    }
    RecoveryAdmission.check(command, database);
    if (command.getMode().equals(Mode.RESTORE.name())) {
      Restoration.check(command, database);
    }
    checkPlan(command, policy.migrations().review(), database.name());
    for (MigrationNamespace namespace : policy.migrations().namespaces()) {
      checkLocations(namespace, database.name());
    }
  }

  private static void checkOperation(
      MigrateRequested command, Set<String> operations, String database) throws OperationFailure {
    var _ = Mode.of(command.getMode());
    String missing = needed(command);
    if (!operations.contains(APPLYING) && !operations.contains(missing)) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + database + " does not allow " + missing + ".",
          "Add " + missing + " to policy.operations of " + database + " in databases.yml.");
    }
  }

  private static void checkPlan(MigrateRequested command, MigrationReview review, String database)
      throws OperationFailure {
    @Nullable String digest = command.getPlanDigest();
    boolean applies =
        command.getMode().equals(Mode.APPLY.name()) || RecoveryAdmission.isPlanned(command);
    if (digest != null && (!applies || !DIGEST.matcher(digest).matches())) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "A planDigest is the digest of a plan, 64 hexadecimal digits, and goes with mode APPLY,"
              + " REPAIR or ROLLBACK by scripts.",
          "./drover migrate " + database + " --plan");
    }
    if (digest == null && applies && !command.getDryRun() && review.planRequired()) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + database + " lets nothing be applied without a plan.",
          "./drover migrate " + database + RecoveryAdmission.planning(command));
    }
  }

  private static void checkLocations(MigrationNamespace namespace, String database)
      throws OperationFailure {
    if (!namespace.hasSources() && !namespace.bundlesFromRequests()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The database " + database + " has no migrations.",
          "Name their folder in policy.migrations.locations of " + database + " in databases.yml.");
    }
    for (String location : namespace.locations()) {
      if (!Path.of(location).isAbsolute()) {
        throw OperationFailure.of(
            FailureCode.INVALID_REQUEST,
            "The folder of migrations " + location + " of " + database + " is not absolute.",
            "Write it from the root in policy.migrations.locations in databases.yml.");
      }
    }
  }
}
