package io.drover.monitor.probe.check;

import static org.awaitility.Awaitility.await;

import io.drover.localstack.PostgresServer;
import io.drover.schemas.HealthCheck;
import io.drover.service.target.CheckName;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.TargetConnections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.postgresql.PGConnection;

/** A database of its own, in which something is wrong, and a checker that looks at it. */
final class Bench implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PostgresServer postgres;
  private final String user;
  private final Path folder;
  private final SettableClock clock = new SettableClock();
  private final List<Connection> sessions = new ArrayList<>();
  private final List<Integer> pids = new ArrayList<>();
  private final Checker checker;
  private final String database =
      "checks_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();

  static Bench open(PostgresServer postgres) {
    try {
      return new Bench(postgres, postgres.superuser());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** One that looks as this user, whose password is the superuser's. */
  Bench(PostgresServer postgres, String user) throws Exception {
    this.postgres = postgres;
    this.user = user;
    this.folder = Files.createTempDirectory("drover-bench");
    Files.writeString(folder.resolve("password"), postgres.password());
    postgres.createDatabase(database);
    var server = entry(CheckName.SIZE, "").server();
    this.checker = new Checker(server, clock, PATIENCE, PATIENCE);
  }

  String database() {
    return database;
  }

  SettableClock clock() {
    return clock;
  }

  /** The check as it is told, with the thresholds that databases.yml gives it. */
  HealthCheck look(CheckName name, String rule) throws Exception {
    DatabaseEntry entry = entry(name, rule);
    CheckDefinition check = definition(name);
    clock.advance(Duration.ofSeconds(1));
    var connections = new TargetConnections();
    String at = check.inside() ? database : "postgres";
    try (Connection connection = connections.open(entry.server(), at, "drover-monitor", PATIENCE)) {
      Measurement found =
          check.inside()
              ? checker.inside(connection, database, List.of(check)).get(name)
              : Objects.requireNonNull(checker.server(connection, Set.of(database)).get(name))
                  .get(database);
      return Judge.judge(check, Objects.requireNonNull(found), entry, null);
    }
  }

  HealthCheck look(CheckName name) throws Exception {
    return look(name, "");
  }

  /** Looks until it is so: PostgreSQL tells what it counts a moment later. */
  HealthCheck lookUntil(CheckName name, String rule, Predicate<HealthCheck> so) {
    return await().atMost(PATIENCE).until(() -> look(name, rule), so);
  }

  HealthCheck lookUntil(CheckName name, String rule, String status) {
    return lookUntil(name, rule, check -> check.getStatus().equals(status));
  }

  /** A session in the database that stays open until the bench is cleared. */
  Connection session() throws SQLException {
    Connection session = postgres.connect(database);
    sessions.add(session);
    pids.add(session.unwrap(PGConnection.class).getBackendPID());
    return session;
  }

  /** Runs statements in the database, each by itself. */
  void sql(String... statements) throws SQLException {
    try (Connection connection = postgres.connect(database);
        var statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  /** Returns when the server has ended them too: only then stands what they did in its counters. */
  void endSessions() throws SQLException {
    for (Connection session : sessions) {
      session.close();
    }
    sessions.clear();
    if (!pids.isEmpty()) {
      await().atMost(PATIENCE).until(this::noneIsLeft);
    }
    pids.clear();
  }

  private boolean noneIsLeft() throws SQLException {
    try (Connection connection = postgres.connect("postgres");
        var statement =
            connection.prepareStatement("SELECT 1 FROM pg_stat_activity WHERE pid = ANY (?)")) {
      statement.setArray(1, connection.createArrayOf("integer", pids.toArray()));
      try (var row = statement.executeQuery()) {
        return !row.next();
      }
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    endSessions();
    try (Connection connection = postgres.connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE " + Sql.identifier(database) + " WITH (FORCE)");
    }
    Files.delete(folder.resolve("databases.yml"));
    Files.delete(folder.resolve("password"));
    Files.delete(folder);
  }

  static CheckDefinition definition(CheckName name) {
    return Catalogue.all().stream().filter(one -> one.name() == name).findFirst().orElseThrow();
  }

  private DatabaseEntry entry(CheckName name, String rule) throws Exception {
    Path file = folder.resolve("databases.yml");
    Files.writeString(
        file,
        """
        servers:
          main: { host: %s, port: %d, user: %s, password: "file:%s", ssl-mode: disable }
        databases:
          shop:
            server: main
            name: %s
            policy: { health: { %s } }
        """
            .formatted(
                postgres.host(),
                postgres.port(),
                user,
                folder.resolve("password"),
                database,
                rule.isEmpty() ? "" : name.text() + ": " + rule));
    try (DatabaseRegistry registry = DatabaseRegistry.open(file)) {
      return registry.find("shop").orElseThrow();
    }
  }
}
