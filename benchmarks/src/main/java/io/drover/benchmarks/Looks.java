package io.drover.benchmarks;

import io.drover.monitor.probe.Prober;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.HealthCheck;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.TargetConnections;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The monitor's probes of one server, in this process, look by look. */
final class Looks {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration NEVER_AGAIN = Duration.ofMinutes(10);
  private static final String NOT_ITS_TURN = "It was not its turn yet.";

  private final DatabaseRegistry registry;
  private final int connections;

  Looks(DatabaseRegistry registry, int connections) {
    this.registry = registry;
    this.connections = connections;
  }

  /**
   * The first look of a prober that has seen nothing: the server is asked, and every database is
   * visited for every check.
   *
   * @return what was found, by database
   * @throws IllegalStateException a check of a database was not made
   */
  Map<String, DatabaseHealth> all() throws InterruptedException {
    Map<String, DatabaseHealth> found = new ConcurrentHashMap<>();
    CountDownLatch missing = new CountDownLatch(registry.all().size());
    try (Prober prober =
        new Prober(
            registry,
            new TargetConnections(),
            Backups.NONE,
            database -> Optional.empty(),
            new Prober.Settings(NEVER_AGAIN, DEADLINE, connections, NEVER_AGAIN, NEVER_AGAIN),
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            health -> {
              found.put(health.getDatabase(), health);
              missing.countDown();
            })) {
      prober.start();
      if (!missing.await(NEVER_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("not every database was seen");
      }
    }
    found.values().forEach(Looks::requireWhole);
    return found;
  }

  private static void requireWhole(DatabaseHealth health) {
    List<String> left =
        health.getChecks().stream()
            .filter(
                check ->
                    check.getStatus().equals("unknown") || check.getMessage().equals(NOT_ITS_TURN))
            .map(check -> check.getName() + ": " + check.getMessage())
            .toList();
    if (!left.isEmpty()) {
      throw new IllegalStateException(health.getDatabase() + " was not seen whole: " + left);
    }
  }

  /** The value of a check. */
  static double value(DatabaseHealth health, String check) {
    return health.getChecks().stream()
        .filter(one -> one.getName().equals(check))
        .map(HealthCheck::getValue)
        .findFirst()
        .orElseThrow();
  }
}
