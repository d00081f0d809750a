package io.drover.monitor.probe;

import static io.drover.monitor.probe.HerdUnderWatch.NOW;
import static io.drover.monitor.probe.HerdUnderWatch.check;
import static io.drover.monitor.probe.HerdUnderWatch.database;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.HealthCheck;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.TargetConnections;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProberTest {
  private static final PostgresServer POSTGRES = TestStack.postgres();
  private static final String HOURLY = "policy: { recovery-point-objective: 1h }";

  @TempDir private Path folder = Path.of("unused");
  private HerdUnderWatch herd = new HerdUnderWatch(POSTGRES, folder);

  @BeforeEach
  void open() {
    herd = new HerdUnderWatch(POSTGRES, folder);
  }

  @AfterEach
  void close() throws Exception {
    herd.close();
  }

  @Test
  void aMissingPrivilegeIsSkippedWithTheGrantThatHelps() throws Exception {
    sql(
        "DROP ROLE IF EXISTS looker",
        "CREATE ROLE looker LOGIN PASSWORD 'looker'",
        "CREATE DATABASE vault",
        "REVOKE CONNECT ON DATABASE vault FROM PUBLIC");
    herd.start(
        herd.server("good", POSTGRES.port(), "looker"), database("vault", "good", "vault", ""));

    DatabaseHealth health = herd.first("vault");

    assertThat(check(health, "size").getStatus()).isEqualTo("skipped");
    assertThat(check(health, "size").getRemedy())
        .isEqualTo("GRANT CONNECT ON DATABASE \"vault\" TO \"looker\";");
    assertThat(check(health, "longest-query").getStatus()).isEqualTo("skipped");
    assertThat(check(health, "longest-query").getRemedy())
        .isEqualTo("GRANT pg_monitor TO \"looker\";");
    assertThat(check(health, "reachable").getStatus()).isEqualTo("ok");
    sql(check(health, "size").getRemedy(), check(health, "longest-query").getRemedy());
    DatabaseHealth granted =
        herd.next(
            "vault",
            one ->
                check(one, "size").getStatus().equals("ok")
                    && check(one, "longest-query").getStatus().equals("ok"));
    assertThat(check(granted, "archiver").getStatus()).isIn("ok", "skipped");
    sql("DROP DATABASE vault WITH (FORCE)", "DROP ROLE looker");
  }

  @Test
  void everyDatabaseIsToldOfWithAllItsChecks() throws Exception {
    herd.backups().put("old", NOW.minus(Duration.ofHours(3)));
    herd.backups().put("young", NOW.minus(Duration.ofMinutes(10)));
    herd.start(
        herd.good("good"),
        database("old", "good", "postgres", HOURLY)
            + database(
                "young",
                "good",
                "template1",
                "policy: { recovery-point-objective: 1h, health: { size: { warning: 1 kB },"
                    + " unused-index: off } }")
            + database("missing", "good", "no_such_database", HOURLY)
            + database("closed", "good", "template0", ""));

    DatabaseHealth old = herd.first("old");
    DatabaseHealth young = herd.first("young");
    DatabaseHealth missing = herd.first("missing", HerdUnderWatch::serverAnswered);
    DatabaseHealth closed = herd.first("closed", HerdUnderWatch::serverAnswered);

    assertThat(check(old, "backup-age").getStatus()).isEqualTo("critical");
    assertThat(check(old, "backup-age").getRemedy()).isEqualTo("./drover backup old");
    assertThat(check(old, "backup-age").getCritical()).isEqualTo(3600);
    assertThat(check(young, "backup-age").getStatus()).isEqualTo("ok");
    assertThat(check(young, "size").getStatus()).isEqualTo("warning");
    assertThat(check(young, "connections").getValue()).isBetween(0.1, 100.0);
    assertThat(check(missing, "reachable").getStatus()).isEqualTo("critical");
    assertThat(check(missing, "size").getStatus()).isEqualTo("unknown");
    assertThat(check(missing, "backup-age").getMessage()).isEqualTo("Never backed up.");
    assertThat(check(closed, "reachable").getRemedy()).contains("ALLOW_CONNECTIONS");
    assertThat(check(closed, "backup-age").getStatus()).isEqualTo("ok");
    assertThat(young.getStatus()).isEqualTo("warning");
    assertThat(young.getServer()).isEqualTo("good");
    assertThat(young.getChecks())
        .extracting(HealthCheck::getName)
        .doesNotContain("unused-index")
        .contains("table-bloat");
    assertThat(old.getChecks()).extracting(HealthCheck::getStatus).doesNotContain("unknown");
  }

  @Test
  void theMonitorStepsBackWhileAMigrationRuns() throws Exception {
    herd.work().put("shop", "a migration");
    herd.start(
        herd.good("good"),
        database("shop", "good", "postgres", "policy: { health: { size: { warning: 1 kB } } }")
            + database("crm", "good", "template1", ""));

    DatabaseHealth shop = herd.first("shop");

    assertThat(check(shop, "reachable").getStatus()).isEqualTo("ok");
    assertThat(check(shop, "connections").getStatus()).isEqualTo("ok");
    assertThat(check(shop, "longest-query").getStatus()).isEqualTo("skipped");
    assertThat(check(shop, "size").getStatus()).isEqualTo("skipped");
    assertThat(check(shop, "size").getMessage()).isEqualTo("Not checked while a migration runs.");
    assertThat(shop.getStatus()).isEqualTo("busy");
    assertThat(check(herd.first("crm"), "size").getStatus()).isEqualTo("ok");
    herd.work().clear();
    var _ = herd.next("shop", one -> check(one, "size").getStatus().equals("warning"));
  }

  @Test
  void aPoolerThatHangsIsToldOfItsDatabaseAlone() throws Exception {
    try (HangingServers hanging = new HangingServers()) {
      String url = "jdbc:postgresql://127.0.0.1:" + hanging.silent() + "/template1";
      herd.start(
          herd.good("good"),
          database("pooled", "good", "template1", "url: " + url)
              + database("shop", "good", "postgres", ""),
          new Prober.Settings(
              Duration.ofMillis(600),
              Duration.ofSeconds(5),
              2,
              Duration.ZERO,
              Duration.ofMinutes(10)));

      DatabaseHealth pooled = herd.first("pooled", HerdUnderWatch::serverAnswered);

      assertThat(check(pooled, "reachable").getStatus()).isEqualTo("critical");
      assertThat(check(pooled, "connections").getStatus()).isEqualTo("ok");
      assertThat(check(pooled, "size").getStatus()).isEqualTo("unknown");
      var _ = herd.next("shop", one -> check(one, "size").getStatus().equals("ok"));
      // A machine that stands still costs a look, too; the pooler would cost each.
      assertThat(herd.of("shop"))
          .filteredOn(one -> !check(one, "reachable").getStatus().equals("ok"))
          .hasSizeLessThan(2);
    }
  }

  @Test
  void connectionsComeBackAfterTheServerWasRestarted() throws Exception {
    try (PostgresServer server = TestStack.newPostgres()) {
      HerdUnderWatch other = new HerdUnderWatch(server, folder);
      try (other) {
        other.start(other.good("own"), database("shop", "own", "postgres", ""));
        assertThat(check(other.first("shop"), "reachable").getStatus()).isEqualTo("ok");
        server.kill();
        DatabaseHealth gone =
            other.next("shop", one -> check(one, "reachable").getStatus().equals("critical"));
        assertThat(check(gone, "reachable").getRemedy()).startsWith("pg_isready");
        server.start();
        var _ = other.next("shop", one -> check(one, "size").getStatus().equals("ok"));
      }
    }
  }

  @Test
  void noMoreSessionsThanAllowedAreOpenAtAServer() throws Exception {
    sql("CREATE DATABASE \"odd; '\"\"name\"");
    for (int limit : new int[] {1, 2}) {
      try (HerdUnderWatch limited = new HerdUnderWatch(POSTGRES, folder)) {
        limited.start(
            limited.good("good"),
            database("shop", "good", "postgres", "")
                + database("crm", "good", "template1", "")
                + database("odd", "good", "odd; '\"name", ""),
            new Prober.Settings(
                Duration.ofMillis(200),
                HerdUnderWatch.DEADLINE,
                limit,
                Duration.ZERO,
                Duration.ZERO));
        Map<String, Span> sessions = new HashMap<>();
        // A session lives for milliseconds: looked for without a pause, until some were seen.
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(
                () -> {
                  lookAtSessions(sessions);
                  List<DatabaseHealth> looks = limited.of("odd");
                  return sessions.size() > limit
                      && looks.size() >= 4
                      && check(looks.getLast(), "size").getStatus().equals("ok");
                });

        assertThat(mostAtOnce(sessions.values())).isLessThanOrEqualTo(limit);
      }
      await().until(() -> lookAtSessions(new HashMap<>()) == 0);
    }
    sql("DROP DATABASE \"odd; '\"\"name\" WITH (FORCE)");
    assertThatThrownBy(
            () ->
                new Prober.Settings(Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, Duration.ZERO))
        .hasMessage("DROVER_MONITOR_CONNECTIONS must be 1 or more, not 0");
  }

  @Test
  void aLookThatIsUnderWayAtTheEndLeavesNoSessionBehind() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("one.yml"),
            "servers:\n"
                + herd.good("good")
                + "databases:\n"
                + database("shop", "good", "postgres", ""));
    try (DatabaseRegistry registry = DatabaseRegistry.open(file)) {
      ServerSession session =
          new ServerSession(
              registry.find("shop").orElseThrow().server(),
              new TargetConnections(),
              HerdUnderWatch.DEADLINE);
      assertThat(session.connection().isValid(30)).isTrue();

      session.end();

      assertThatThrownBy(session::connection).isInstanceOf(SQLException.class);
      await().until(() -> lookAtSessions(new HashMap<>()) == 0);
    }
  }

  /** From the start of a session to its newest statement: a closed one is told of for a while. */
  private record Span(OffsetDateTime start, OffsetDateTime end) {
    boolean covers(OffsetDateTime at) {
      return !start.isAfter(at) && !end.isBefore(at);
    }
  }

  /** Adds what there is now; says how many that are. */
  private static int lookAtSessions(Map<String, Span> seen) throws Exception {
    try (Connection connection = POSTGRES.connect("postgres");
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT pid || ' since ' || backend_start, backend_start, coalesce(query_start,"
                    + " backend_start) FROM pg_stat_activity WHERE application_name ="
                    + " 'drover-monitor'")) {
      int now = 0;
      for (; row.next(); now++) {
        var span =
            new Span(
                row.getObject(2, OffsetDateTime.class), row.getObject(3, OffsetDateTime.class));
        seen.put(row.getString(1), span);
      }
      return now;
    }
  }

  private static long mostAtOnce(Collection<Span> sessions) {
    return sessions.stream()
        .mapToLong(one -> sessions.stream().filter(other -> other.covers(one.start())).count())
        .max()
        .orElse(0);
  }

  private static void sql(String... statements) throws Exception {
    try (Connection connection = POSTGRES.connect("postgres");
        var statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }
}
