package io.drover.migration;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.Policy;
import java.nio.file.Path;
import java.util.Set;

/** Whether the policy of a database lets a request through; reads nothing but the two. */
final class Admission {
  private static final String APPLYING = "migrate";
  private static final String READING = "migrate-status";

  private Admission() {}

  /** A mode that is not known changes nothing, as it is rejected. */
  static String permission(MigrateRequested command) {
    return command.getMode().equals(Mode.STATUS.name()) ? READING : APPLYING;
  }

  static void check(MigrateRequested command, DatabaseEntry database) throws OperationFailure {
    Policy policy = database.policy();
    checkOperation(Mode.of(command.getMode()), policy.operations(), database.name());
    if (!policy.mayAsk(command.getRequestedBy())) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + database.name() + " does not name this requester.",
          "Add the requester to policy.requesters of "
              + database.name()
              + " in databases.yml, or let one who is named there ask.");
    }
    for (MigrationNamespace namespace : policy.migrations().namespaces()) {
      checkLocations(namespace, database.name());
    }
  }

  private static void checkOperation(Mode mode, Set<String> operations, String database)
      throws OperationFailure {
    boolean permitted =
        operations.contains(APPLYING) || (mode == Mode.STATUS && operations.contains(READING));
    if (!permitted) {
      String missing = mode == Mode.STATUS ? READING : APPLYING;
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + database + " does not allow " + missing + ".",
          "Add " + missing + " to policy.operations of " + database + " in databases.yml.");
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
