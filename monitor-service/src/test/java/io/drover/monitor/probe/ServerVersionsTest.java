package io.drover.monitor.probe;

import static io.drover.monitor.probe.HerdUnderWatch.check;
import static io.drover.monitor.probe.HerdUnderWatch.database;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.monitor.probe.check.Catalogue;
import io.drover.monitor.probe.check.CheckDefinition;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.HealthCheck;
import io.drover.service.target.CheckName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** All checks on every server version that they have SQL for. */
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {13, 14, 15, 16, 17, 18})
class ServerVersionsTest {
  /** Debian 12's own. */
  private static final int INSTALLED = 15;

  private static final Duration LONG_AFTER = Duration.ofHours(2);

  /** They are about a standby, which this server is not. */
  private static final Set<CheckName> OF_A_STANDBY =
      EnumSet.of(CheckName.SERVER_ROLE, CheckName.REPLAY_DELAY);

  /** Why a check that lacks nothing is not made on a new server. */
  private static final List<String> NOTHING_TO_TELL =
      List.of(
          "The server is no standby.",
          "Too little has happened lately to tell.",
          "It is told from the second look on.",
          "PostgreSQL has counted nothing yet.");

  private static final String OF_A_SMALL_SERVER =
      "policy: { health: { pending-restart: { warning: 100 }, cache-hit-ratio: { warning: 1 } } }";

  private static final Prober.Settings AT_EACH_LOOK =
      new Prober.Settings(
          Duration.ofMillis(300), Duration.ofSeconds(30), 2, Duration.ZERO, Duration.ZERO);

  private static @Nullable PostgresServer server;

  @Parameter int version;
  @TempDir private Path folder = Path.of("unused");
  private HerdUnderWatch herd = new HerdUnderWatch(postgres(), folder);

  @BeforeParameterizedClassInvocation
  static void start(int version) throws Exception {
    assumeThat(System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .as("the servers of other versions are programs for this machine")
        .isEqualTo("Linux amd64");
    server = version == INSTALLED ? TestStack.newPostgres(Troubles.SETTINGS) : unpacked(version);
    sql(
        "postgres",
        "CREATE DATABASE shop",
        "ALTER SYSTEM SET archive_command = 'true'",
        "SELECT pg_reload_conf()");
  }

  private static PostgresServer unpacked(int version) {
    Path archive = Path.of("target/postgres/%d/postgres-linux-x86_64.txz".formatted(version));
    assertThat(archive).as("./mvnw generate-test-resources unpacks it").exists();
    return TestStack.newPostgres(archive, Troubles.SETTINGS);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void open() {
    herd = new HerdUnderWatch(postgres(), folder);
  }

  @AfterEach
  void close() {
    herd.close();
  }

  @Test
  void aUserWithoutPrivilegesIsToldWhatToGrantAndThenSeesAll() throws Exception {
    role("stranger");
    sql("postgres", "CREATE DATABASE vault", "REVOKE CONNECT ON DATABASE vault FROM PUBLIC");
    sql(
        "vault",
        "CREATE SCHEMA \"far off\"",
        "CREATE SEQUENCE \"far off\".hidden",
        "CREATE TABLE secret AS SELECT n, repeat('x', 1000) AS page FROM generate_series(1, 15000)"
            + " n",
        "ANALYZE");
    herd.start(
        herd.server("main", postgres().port(), "stranger"),
        database("vault", "main", "vault", OF_A_SMALL_SERVER),
        AT_EACH_LOOK);

    DatabaseHealth blind = herd.first("vault");
    assertThat(blind.getChecks()).hasSize(CheckName.values().length);
    followRemedies(blind);
    DatabaseHealth inside = herd.next("vault", one -> check(one, "size").getStatus().equals("ok"));
    assertThat(check(inside, "sequence-exhaustion").getStatus()).isEqualTo("skipped");
    assertThat(check(inside, "table-bloat").getStatus()).isEqualTo("skipped");
    assertThat(check(inside, "slow-statements").getRemedy())
        .isEqualTo("CREATE EXTENSION pg_stat_statements;");
    followRemedies(inside);

    DatabaseHealth seen =
        herd.next("vault", one -> check(one, "slow-statements").getStatus().equals("ok"));
    assertThat(seen.getChecks())
        .filteredOn(one -> !one.getStatus().equals("ok"))
        .allSatisfy(one -> assertThat(one.getMessage()).isIn(NOTHING_TO_TELL));
    assertThat(check(seen, "checksum-failures").getStatus()).isEqualTo("ok");
  }

  @Test
  void everyTroubleIsRaisedAndResolved() throws Exception {
    role("watcher");
    sql(
        "shop",
        "CREATE EXTENSION pg_stat_statements;",
        "GRANT pg_monitor TO watcher",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO watcher",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO watcher");
    try (Troubles troubles = new Troubles(postgres(), "shop")) {
      herd.start(
          herd.server("main", postgres().port(), "watcher"),
          database("shop", "main", "shop", rules(pendingRestarts())),
          AT_EACH_LOOK);
      // What was written to make the databases may be on its way to the archive.
      var _ = herd.first("shop", ServerVersionsTest::isCalm);

      troubles.begin();

      awaitRaised(provoked());
      DatabaseHealth bad = herd.of("shop").getLast();
      assertThat(check(bad, "replication-slots").getDetail())
          .contains("slot left_behind (physical) keeps ", "slot left_too (logical) keeps ");
      assertThat(check(bad, "checksum-failures").getValue()).isEqualTo(1);
      assertThat(check(bad, "not-valid-constraints").getDetail())
          .isEqualTo("public.stock, positive");
      troubles.end();
      herd.clock().advance(LONG_AFTER);
      // The first one that comes may have been under way before.
      var _ = herd.next("shop", one -> true);
      var _ = herd.next("shop", one -> true);
      herd.clock().advance(LONG_AFTER);
      DatabaseHealth good = calm(troubles);
      assertThat(good.getChecks())
          .filteredOn(one -> one.getStatus().equals("skipped"))
          .extracting(HealthCheck::getName)
          .containsOnly("replay-delay", "forced-checkpoints");
    }
  }

  /**
   * Work until nothing is raised: the looks alone are too little to tell the ratio of rollbacks,
   * and of a memory so small they find that too many blocks are not in it.
   */
  private DatabaseHealth calm(Troubles troubles) {
    return await()
        .until(
            () -> {
              troubles.calmWork();
              return herd.next("shop", one -> true);
            },
            one ->
                isCalm(one)
                    && check(one, "cache-hit-ratio").getStatus().equals("ok")
                    && check(one, "rollback-ratio").getStatus().equals("ok"));
  }

  private void awaitRaised(Set<String> expected) {
    int before = herd.of("shop").size();
    await()
        .untilAsserted(
            () -> {
              List<DatabaseHealth> seen = herd.of("shop");
              assertThat(seen).hasSizeGreaterThan(before);
              assertThat(raised(seen.getLast())).isEqualTo(expected);
            });
  }

  /** Thresholds that a small database passes at once, and {@code pending} settings do not. */
  private static String rules(int pending) {
    return """
    policy:
          health:
            connections: { warning: 5 }
            idle-in-transaction: { warning: 1ms, critical: never }
            oldest-transaction: { warning: 1ms }
            longest-query: { warning: 1ms, critical: never }
            blocked-sessions: { warning: 1 }
            lock-wait: { warning: 1ms, critical: never }
            lock-table: { warning: 10 }
            deadlocks: { warning: 0.1 }
            wraparound: { warning: 0.00005, critical: never }
            overdue-freeze: { warning: 1.5, critical: never }
            multixact-age: { warning: 0.00001, critical: never }
            archiver: { critical: 1ms }
            replication-lag: { warning: 100 kB, critical: never }
            replication-slots: { warning: 1ms }
            pending-restart: { warning: %d }
            prepared-transactions: { warning: 1ms, critical: never }
            size: { warning: 20 MB }
            vacuum-age: { warning: 1ms }
            analyze-age: { warning: 1ms }
            unused-index: { warning: 1 }
            duplicate-index: { warning: 1 }
            not-valid-constraints: { warning: 1 }
            slow-statements: { warning: 500ms }
    """
        .formatted(pending + 1);
  }

  private static Set<String> provoked() {
    return Catalogue.all().stream()
        .map(CheckDefinition::name)
        .filter(name -> !OF_A_STANDBY.contains(name))
        .map(CheckName::text)
        .collect(Collectors.toSet());
  }

  private static boolean isCalm(DatabaseHealth health) {
    return health.getChecks().stream()
        .allMatch(one -> Set.of("ok", "skipped").contains(one.getStatus()));
  }

  /** Checks that warn; none may be unknown. */
  private static Set<String> raised(DatabaseHealth health) {
    assertThat(health.getChecks()).extracting(HealthCheck::getStatus).doesNotContain("unknown");
    return health.getChecks().stream()
        .filter(one -> Set.of("warning", "critical").contains(one.getStatus()))
        .map(HealthCheck::getName)
        .collect(Collectors.toSet());
  }

  /** Whatever was not measured for want of something names the command that gives it. */
  private static void followRemedies(DatabaseHealth health) throws SQLException {
    assertThat(health.getChecks())
        .filteredOn(one -> !NOTHING_TO_TELL.contains(one.getMessage()))
        .allSatisfy(one -> assertThat(one.getStatus()).isIn("ok", "skipped"))
        .filteredOn(one -> one.getStatus().equals("skipped"))
        .allSatisfy(one -> assertThat(one.getRemedy()).isNotEmpty());
    sql(
        "vault",
        health.getChecks().stream()
            .map(HealthCheck::getRemedy)
            .filter(remedy -> !remedy.isEmpty())
            .distinct()
            .toArray(String[]::new));
  }

  /** Settings of the command line differ from the file's, which PostgreSQL calls pending too. */
  private static int pendingRestarts() throws SQLException {
    try (Connection connection = postgres().connect("shop");
        var statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT count(*) FROM pg_settings WHERE pending_restart")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void role(String name) throws SQLException {
    sql(
        "postgres",
        "CREATE ROLE %s LOGIN PASSWORD '%s'"
            .formatted(name, postgres().password().replace("'", "''")));
  }

  private static void sql(String database, String... statements) throws SQLException {
    try (Connection connection = postgres().connect(database);
        var statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  private static PostgresServer postgres() {
    if (server == null) {
      throw new IllegalStateException("No server was started.");
    }
    return server;
  }
}
