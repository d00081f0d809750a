package io.drover.backup.restore;

import io.drover.backup.swap.KeptName;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The name that a request wants for a new database.
 *
 * @param database the entry that was backed up
 */
record TargetName(String name, DatabaseEntry database) {
  /** PostgreSQL cuts longer names off (NAMEDATALEN). */
  static final int NAME_BYTES = 63;

  private static final Set<String> SERVERS_OWN = Set.of("postgres", "template0", "template1");

  void check(DatabaseRegistry registry) throws OperationFailure {
    if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "A targetName has 1 to " + NAME_BYTES + " bytes.",
          "Choose a shorter targetName.");
    }
    if (!database.policy().targetNamePattern().matcher(name).matches()) {
      throw notPermitted(
          "The policy of " + database.name() + " does not admit this targetName.",
          "Choose a targetName that matches " + database.policy().targetNamePattern() + ".");
    }
    if (isReserved() || isRegistered(registry)) {
      throw notPermitted(
          "The database " + name + " is not one that a restore may make.",
          "Choose a targetName that is no database of databases.yml and none of PostgreSQL's own.");
    }
  }

  /** Whether it is a database that the server, or Drover's locks on it, cannot do without. */
  static boolean isServersOwn(String name, DatabaseEntry database) {
    return SERVERS_OWN.contains(name) || name.equals(database.server().maintenanceDatabase());
  }

  private boolean isReserved() {
    return isServersOwn(name, database)
        || name.equals(database.physicalName())
        || ScratchDatabase.isReserved(name)
        || KeptName.matches(name);
  }

  private boolean isRegistered(DatabaseRegistry registry) {
    return registry.all().stream()
        .anyMatch(
            other ->
                other.physicalName().equals(name)
                    && other.server().host().equals(database.server().host())
                    && other.server().port() == database.server().port());
  }

  private static OperationFailure notPermitted(String message, String remedy) {
    return OperationFailure.of(FailureCode.NOT_PERMITTED, message, remedy);
  }
}
