package io.drover.monitor.probe;

import static org.awaitility.Awaitility.await;

import io.drover.localstack.PostgresServer;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.HealthCheck;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.TargetConnections;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A prober over a registry of the test's, and what it observes. */
final class HerdUnderWatch implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final PostgresServer postgres;
  private final Path folder;
  private final Map<String, Instant> backups = new ConcurrentHashMap<>();
  private final Map<String, String> work = new ConcurrentHashMap<>();
  private final List<DatabaseHealth> observed = new CopyOnWriteArrayList<>();
  private final MovableClock clock = new MovableClock(NOW);
  private final List<AutoCloseable> owned = new ArrayList<>();

  HerdUnderWatch(PostgresServer postgres, Path folder) {
    this.postgres = postgres;
    this.folder = folder;
  }

  Map<String, Instant> backups() {
    return backups;
  }

  /** What runs on which database. */
  Map<String, String> work() {
    return work;
  }

  MovableClock clock() {
    return clock;
  }

  void start(String servers, String databases) throws Exception {
    start(
        servers,
        databases,
        new Prober.Settings(
            Duration.ofMillis(600), DEADLINE, 2, Duration.ZERO, Duration.ofMinutes(10)));
  }

  void start(String servers, String databases, Prober.Settings settings) throws Exception {
    Path file = folder.resolve("databases.yml");
    Files.writeString(file, "servers:\n" + servers + "databases:\n" + databases);
    DatabaseRegistry registry = DatabaseRegistry.open(file);
    owned.add(registry);
    Prober prober =
        new Prober(
            registry,
            new TargetConnections(),
            new KnownBackups(),
            database -> Optional.ofNullable(work.get(database)),
            settings,
            clock,
            new SimpleMeterRegistry(),
            observed::add);
    owned.add(prober);
    prober.start();
  }

  String server(String name, int port, String user) throws IOException {
    Path password = folder.resolve(name + ".password");
    Files.writeString(password, user.equals("looker") ? "looker" : postgres.password());
    return """
      %s: { host: 127.0.0.1, port: %d, maintenance-database: postgres, user: %s, password: "file:%s", ssl-mode: disable }
    """
        .formatted(name, port, user, password);
  }

  String good(String name) throws IOException {
    return server(name, postgres.port(), postgres.superuser());
  }

  static String database(String name, String server, String physical, String more) {
    return """
      %s:
        server: %s
        name: '%s'
        %s
    """
        .formatted(name, server, physical.replace("'", "''"), more);
  }

  /** The first observation of a database that answered: a machine that stands still costs some. */
  DatabaseHealth first(String name) {
    return first(name, one -> check(one, "reachable").getStatus().equals("ok"));
  }

  /** The first observation of which it is so, once its turn has come. */
  DatabaseHealth first(String name, Predicate<DatabaseHealth> so) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> of(name).stream().filter(HerdUnderWatch::hadItsTurn).filter(so).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Whether the server of the database did, whatever became of the database itself. */
  static boolean serverAnswered(DatabaseHealth health) {
    return check(health, "connections").getStatus().equals("ok");
  }

  private static boolean hadItsTurn(DatabaseHealth health) {
    return health.getChecks().stream()
        .noneMatch(one -> one.getMessage().equals("It was not its turn yet."));
  }

  /** The first observation after now of which it is so. */
  DatabaseHealth next(String name, Predicate<DatabaseHealth> so) {
    int seen = of(name).size();
    return await()
        .atMost(PATIENCE)
        .until(() -> of(name).stream().skip(seen).filter(so).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  List<DatabaseHealth> of(String name) {
    return observed.stream().filter(one -> one.getDatabase().equals(name)).toList();
  }

  List<DatabaseHealth> observed() {
    return observed;
  }

  static HealthCheck check(DatabaseHealth health, String name) {
    return health.getChecks().stream()
        .filter(one -> one.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    for (AutoCloseable one : owned.reversed()) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException("It cannot be closed.", e);
      }
    }
  }

  private final class KnownBackups implements NewestBackups {
    @Override
    public boolean current() {
      return true;
    }

    @Override
    public Optional<Instant> newest(String database) {
      return Optional.ofNullable(backups.get(database));
    }
  }
}
