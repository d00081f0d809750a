package io.drover.backup.restore;

import io.drover.backup.admission.Admission;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Whether a restore may make a database of the name that it asks for. */
final class RestoreAdmission {
  /** PostgreSQL cuts longer names off (NAMEDATALEN). */
  private static final int NAME_BYTES = 63;

  private static final Set<String> RESERVED = Set.of("postgres", "template0", "template1");

  private RestoreAdmission() {}

  static void check(RestoreRequested command, DatabaseEntry database, DatabaseRegistry registry)
      throws OperationFailure {
    Admission.check(Kinds.RESTORE, command.getRequestedBy(), database);
    String target = command.getTargetName();
    if (target.isEmpty() || target.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "A targetName has 1 to " + NAME_BYTES + " bytes.",
          "Choose a shorter targetName.");
    }
    if (!database.policy().targetNamePattern().matcher(target).matches()) {
      throw notPermitted(
          "The policy of " + database.name() + " does not admit this targetName.",
          "Choose a targetName that matches " + database.policy().targetNamePattern() + ".");
    }
    if (isReserved(target, database) || isRegistered(target, database, registry)) {
      throw notPermitted(
          "The database " + target + " is not one that a restore may make.",
          "Choose a targetName that is no database of databases.yml and none of PostgreSQL's own.");
    }
  }

  private static boolean isReserved(String target, DatabaseEntry database) {
    return RESERVED.contains(target)
        || target.equals(database.physicalName())
        || target.equals(database.server().maintenanceDatabase())
        || ScratchDatabase.isReserved(target);
  }

  private static boolean isRegistered(
      String target, DatabaseEntry database, DatabaseRegistry registry) {
    return registry.all().stream()
        .anyMatch(
            other ->
                other.physicalName().equals(target)
                    && other.server().host().equals(database.server().host())
                    && other.server().port() == database.server().port());
  }

  private static OperationFailure notPermitted(String message, String remedy) {
    return OperationFailure.of(FailureCode.NOT_PERMITTED, message, remedy);
  }
}
