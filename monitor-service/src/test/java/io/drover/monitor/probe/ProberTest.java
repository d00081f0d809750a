package io.drover.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.HealthCheck;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.TargetConnections;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProberTest {
  private static final PostgresServer POSTGRES = TestStack.postgres();
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofMillis(600);
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final Map<String, Instant> backups = new ConcurrentHashMap<>();
  private final List<DatabaseHealth> observed = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> owned = new ArrayList<>();

  @TempDir private Path folder = Path.of("unused");

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : owned.reversed()) {
      one.close();
    }
  }

  @Test
  void aDeadAndASilentServerDelayNoOther() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int dead = freePort();
      start(
          server("good", POSTGRES.port(), POSTGRES.superuser())
              + server("dead", dead, "drover")
              + server("silent", silent.getLocalPort(), "drover"),
          database("shop", "good", "postgres", "")
              + database("gone", "dead", "postgres", "")
              + database("mute", "silent", "postgres", "")
              + database("mute2", "silent", "template1", ""),
          Long.MAX_VALUE);

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> of("shop").size() >= 8 && !of("mute").isEmpty() && !of("mute2").isEmpty());

      List<DatabaseHealth> good = of("shop");
      assertThat(good)
          .allSatisfy(one -> assertThat(check(one, "reachable").getStatus()).isEqualTo("ok"));
      for (int i = 1; i < good.size(); i++) {
        assertThat(Duration.between(good.get(i - 1).getObservedAt(), good.get(i).getObservedAt()))
            .isLessThan(INTERVAL.multipliedBy(3));
      }
      assertThat(of("gone")).isNotEmpty().allSatisfy(this::isUnreachable);
      assertThat(of("mute")).allSatisfy(this::isUnreachable);
    }
  }

  @Test
  void oneConnectionToAServerIsKept() throws Exception {
    start(
        server("good", POSTGRES.port(), POSTGRES.superuser()),
        database("shop", "good", "postgres", "") + database("crm", "good", "template1", ""),
        Long.MAX_VALUE);
    await().until(() -> of("crm").size() >= 3);

    try (Connection connection = POSTGRES.connect("postgres");
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'drover-monitor'")) {
      row.next();
      assertThat(row.getInt(1)).isEqualTo(1);
    }
  }

  @Test
  void aMissingPrivilegeIsSkippedWithTheGrantThatHelps() throws Exception {
    sql(
        "CREATE ROLE looker LOGIN PASSWORD 'looker'",
        "CREATE DATABASE vault",
        "REVOKE CONNECT ON DATABASE vault FROM PUBLIC");
    start(
        server("good", POSTGRES.port(), "looker"),
        database("vault", "good", "vault", ""),
        Long.MAX_VALUE);

    HealthCheck size = check(first("vault"), "size");

    assertThat(size.getStatus()).isEqualTo("skipped");
    assertThat(size.getRemedy()).isEqualTo("GRANT pg_monitor TO \"looker\"");
  }

  @Test
  void everyCheckFindsWhatItLooksFor() throws Exception {
    backups.put("old", NOW.minus(Duration.ofHours(3)));
    backups.put("young", NOW.minus(Duration.ofMinutes(10)));
    String hourly = "policy: { recovery-point-objective: 1h }";
    start(
        server("good", POSTGRES.port(), POSTGRES.superuser()),
        database("old", "good", "postgres", hourly)
            + database("young", "good", "template1", hourly)
            + database("missing", "good", "no_such_database", hourly)
            + database("closed", "good", "template0", ""),
        1_000);

    assertThat(check(first("old"), "backup-age").getStatus()).isEqualTo("critical");
    assertThat(check(first("old"), "backup-age").getRemedy()).isEqualTo("./drover backup old");
    assertThat(check(first("young"), "backup-age").getStatus()).isEqualTo("ok");
    assertThat(check(first("young"), "size").getStatus()).isEqualTo("warning");
    assertThat(check(first("young"), "connections").getValue()).isBetween(0.1, 100.0);
    assertThat(check(first("missing"), "reachable").getStatus()).isEqualTo("critical");
    assertThat(check(first("missing"), "backup-age").getMessage()).isEqualTo("Never backed up.");
    assertThat(check(first("closed"), "reachable").getRemedy()).contains("ALLOW_CONNECTIONS");
    assertThat(check(first("closed"), "backup-age").getStatus()).isEqualTo("ok");
    assertThat(first("young").getStatus()).isEqualTo("warning");
    assertThat(ConnectionsCheck.found(92, 100).getStatus()).isEqualTo("critical");
    assertThat(ConnectionsCheck.found(80, 100).getStatus()).isEqualTo("warning");
  }

  private void isUnreachable(DatabaseHealth health) {
    assertThat(health.getStatus()).isEqualTo("critical");
    assertThat(check(health, "reachable").getStatus()).isEqualTo("critical");
    assertThat(check(health, "reachable").getRemedy()).startsWith("pg_isready");
    assertThat(check(health, "size").getStatus()).isEqualTo("unknown");
  }

  private void start(String servers, String databases, long sizeWarning) throws Exception {
    Path file = folder.resolve("databases.yml");
    Files.writeString(file, "servers:\n" + servers + "databases:\n" + databases);
    DatabaseRegistry registry = DatabaseRegistry.open(file);
    owned.add(registry);
    Prober prober =
        new Prober(
            registry,
            new TargetConnections(),
            new KnownBackups(),
            new Prober.Settings(INTERVAL, DEADLINE, sizeWarning, Long.MAX_VALUE),
            Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), NOW)),
            new SimpleMeterRegistry(),
            observed::add);
    owned.add(prober);
    prober.start();
  }

  private String server(String name, int port, String user) throws IOException {
    Path password = folder.resolve(name + ".password");
    Files.writeString(password, user.equals("looker") ? "looker" : POSTGRES.password());
    return """
      %s: { host: 127.0.0.1, port: %d, maintenance-database: postgres, user: %s, password: "file:%s", ssl-mode: disable }
    """
        .formatted(name, port, user, password);
  }

  private static String database(String name, String server, String physical, String policy) {
    return """
      %s:
        server: %s
        name: %s
        %s
    """
        .formatted(name, server, physical, policy);
  }

  private DatabaseHealth first(String name) {
    await().atMost(Duration.ofSeconds(20)).until(() -> !of(name).isEmpty());
    return of(name).getFirst();
  }

  private List<DatabaseHealth> of(String name) {
    return observed.stream().filter(one -> one.getDatabase().equals(name)).toList();
  }

  private static HealthCheck check(DatabaseHealth health, String name) {
    return health.getChecks().stream()
        .filter(one -> one.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void sql(String... statements) throws Exception {
    try (Connection connection = POSTGRES.connect("postgres");
        var statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
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
