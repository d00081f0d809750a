package io.drover.monitor.probe;

import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.HealthCheck;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.TargetErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Runs the checks of one database. Thread-safe. */
final class DatabaseProbe {
  private static final String MISSING_PRIVILEGE = "42501";

  private final List<Check> checks;
  private final BackupAgeCheck backupAge;
  private final Clock clock;

  DatabaseProbe(List<Check> checks, BackupAgeCheck backupAge, Clock clock) {
    this.checks = List.copyOf(checks);
    this.backupAge = backupAge;
    this.clock = clock;
  }

  /** Looks at the database over the session of its server. */
  DatabaseHealth observe(DatabaseEntry database, ServerSession session) {
    try {
      Connection connection = session.connection();
      List<HealthCheck> found = new ArrayList<>();
      for (Check check : checks) {
        found.add(run(check, database, connection));
      }
      return health(database, found);
    } catch (SQLException e) {
      OperationFailure failure =
          TargetErrors.explain(e, database.server(), database.physicalName());
      return unreachable(database, failure.message(), failure.remedy());
    }
  }

  /** What is to be said of a database whose server does not answer. */
  DatabaseHealth unreachable(DatabaseEntry database, String why, String remedy) {
    List<HealthCheck> found = new ArrayList<>();
    for (Check check : checks) {
      found.add(
          check.name().equals(ReachableCheck.NAME)
              ? Finding.without(check.name(), Finding.CRITICAL, why, remedy)
              : Finding.without(check.name(), Finding.UNKNOWN, "The server does not answer.", ""));
    }
    return health(database, found);
  }

  private static HealthCheck run(Check check, DatabaseEntry database, Connection connection)
      throws SQLException {
    try {
      return check.run(database, connection);
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (state.startsWith("08") || state.startsWith("57P")) {
        throw e;
      }
      if (state.equals(MISSING_PRIVILEGE)) {
        return Finding.without(
            check.name(),
            Finding.SKIPPED,
            "User " + database.server().user() + " may not see this.",
            "GRANT pg_monitor TO " + Sql.identifier(database.server().user()));
      }
      OperationFailure failure =
          TargetErrors.explain(e, database.server(), database.physicalName());
      return Finding.without(check.name(), Finding.UNKNOWN, failure.message(), failure.remedy());
    }
  }

  private DatabaseHealth health(DatabaseEntry database, List<HealthCheck> found) {
    found.add(backupAge.run(database));
    return DatabaseHealth.newBuilder()
        .setDatabase(database.name())
        .setObservedAt(clock.instant())
        .setStatus(Finding.worst(found))
        .setChecks(found)
        .build();
  }
}
