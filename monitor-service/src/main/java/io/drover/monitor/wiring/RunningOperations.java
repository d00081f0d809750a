package io.drover.monitor.wiring;

import io.drover.monitor.probe.RunningWork;
import io.drover.monitor.projection.OperationQueries;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The migrations and restores that run, by the projection. Asked at most once a second, whatever
 * the number of databases; while the state database is away, what it said last holds.
 */
final class RunningOperations implements RunningWork {
  private static final Logger LOG = LoggerFactory.getLogger(RunningOperations.class);
  private static final Map<String, String> KINDS =
      Map.of("migrate", "a migration", "restore", "a restore");
  private static final long VALID = Duration.ofSeconds(1).toNanos();
  private static final int MOST = 1000;

  private final OperationQueries operations;
  private Map<String, String> running = Map.of();
  private long askedAt = System.nanoTime() - VALID;

  RunningOperations(OperationQueries operations) {
    this.operations = operations;
  }

  @Override
  public Optional<String> on(String database) {
    return Optional.ofNullable(current().get(database));
  }

  private synchronized Map<String, String> current() {
    if (System.nanoTime() - askedAt >= VALID) {
      askedAt = System.nanoTime();
      try {
        running = asked();
      } catch (SQLException e) {
        LOG.debug("what runs is not known: {}", e.getMessage());
      }
    }
    return running;
  }

  private Map<String, String> asked() throws SQLException {
    Map<String, String> found = new HashMap<>();
    for (var kind : KINDS.entrySet()) {
      var filter = new OperationQueries.Filter(null, "running", kind.getKey(), true, null, MOST);
      operations
          .find(filter)
          .operations()
          .forEach(operation -> found.put(operation.database(), kind.getValue()));
    }
    return found;
  }
}
