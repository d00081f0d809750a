package io.drover.monitor.page;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.HOURS;
import static java.time.temporal.ChronoUnit.MINUTES;

import io.drover.monitor.Events;
import io.drover.monitor.Herd;
import io.drover.schemas.Alert;
import io.drover.schemas.AlertEvidence;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.DeploymentObserved;
import io.drover.schemas.HealthCheck;
import io.drover.schemas.MigrationRehearsal;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationWaiting;
import io.drover.schemas.ServiceHealth;
import io.drover.schemas.Topics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A herd as it may be on any day: some of it well, some not, something always under way. */
final class Showcase {
  static final Instant NOW = now().truncatedTo(MINUTES);
  private static final double GIGA = 1e9;

  /** The pages tell times from now on, so the herd is of today. */
  private static Instant now() {
    return Instant.now();
  }

  private final Herd herd;
  private final Map<String, Double> sizes = new TreeMap<>();

  Showcase(Herd herd) {
    this.herd = herd;
  }

  /** databases.yml of it. */
  static String registry(Herd herd) {
    String server =
        """
            host: %s
            port: %d
            user: %s
            password: "%s"
            ssl-mode: disable
        """
            .formatted(
                herd.postgres().host(),
                herd.postgres().port(),
                herd.postgres().superuser(),
                herd.password());
    return """
    servers:
      berlin:
    %sdatabases:
      shop:
        server: berlin
        labels: { team: web }
        policy:
          recovery-point-objective: 24h
          schedules: { nightly: { cron: "30 2 * * *" } }
      billing: { server: berlin, labels: { team: money }, policy: { recovery-point-objective: 6h } }
      crm: { server: berlin, labels: { team: sales }, policy: { recovery-point-objective: 24h } }
      identity: { server: berlin, labels: { team: web }, policy: { recovery-point-objective: 24h } }
      ledger: { server: berlin, labels: { team: money }, policy: { recovery-point-objective: 12h } }
      search: { server: berlin, labels: { team: web } }
      warehouse: { server: berlin, labels: { team: data }, policy: { recovery-point-objective: 7d } }
    """
        .formatted(server);
  }

  /** What has happened to it. */
  void publish() {
    health("shop", "ok", 41.2, check("connections", "ok", 31, "percent", ""));
    health(
        "billing",
        "warning",
        12.7,
        HealthCheck.newBuilder(
                check(
                    "connections",
                    "warning",
                    82,
                    "percent",
                    "82 of 100 connections are taken, 61 of them by billing-worker."))
            .setRemedy("ALTER ROLE billing_worker CONNECTION LIMIT 40;")
            .setWarning(75.0)
            .setCritical(90.0)
            .setScope("server")
            .build(),
        HealthCheck.newBuilder(
                check("blocked-sessions", "warning", 6, "sessions", "6 sessions wait for a lock."))
            .setDetail(
                "4711 waits 48 s for 4702: UPDATE invoices SET paid = $1 WHERE id = $2\n"
                    + "4712 waits 31 s for 4702: UPDATE invoices SET paid = $1 WHERE id = $2")
            .build(),
        HealthCheck.newBuilder(
                check("longest-query", "ok", 48, "seconds", "The longest runs for 48 s."))
            .setDetail("4702 for 48 s, billing_worker: VACUUM (FULL) invoices")
            .build());
    health(
        "crm",
        "critical",
        8.1,
        check(
            "backup-age",
            "critical",
            111_600,
            "seconds",
            "The newest backup is 31 h old; 24 h are the objective."));
    health("identity", "ok", 2.4, check("connections", "ok", 12, "percent", ""));
    health("ledger", "ok", 96.3, check("connections", "ok", 44, "percent", ""));
    health("search", "ok", 17.9);
    health("warehouse", "ok", 612.0, check("connections", "ok", 9, "percent", ""));
    history();
    operations();
    migrations();
    alerts();
    services();
    deployment("shop 4.12.0", "https://deploy.example/shop/4.12.0");
    deployment("shop 4.11.3", "javascript:alert(1)");
  }

  /** Very many databases that are well. */
  void publishTenants(int many) {
    for (int i = 1; i <= many; i++) {
      DatabaseHealth health =
          health("tenant-%04d".formatted(i), NOW, "ok", List.of(size(3.1 + i / 1000.0)));
      var published =
          herd.publisher()
              .publish(
                  Topics.DATABASE_HEALTH,
                  health.getDatabase(),
                  health,
                  herd.publisher().envelope(health));
      if (i == many) {
        published.join();
      }
    }
  }

  private void health(String database, String status, double gigabytes, HealthCheck... checks) {
    List<HealthCheck> all = new ArrayList<>(List.of(size(gigabytes)));
    all.addAll(List.of(checks));
    herd.publish(
        Topics.DATABASE_HEALTH,
        database,
        health(database, Instant.now().plusSeconds(45), status, all));
    sizes.put(database, gigabytes * GIGA);
  }

  /** What the monitor would have measured in the last week, had it been there. */
  private void history() {
    String insert =
        """
        INSERT INTO SCHEMA.health_samples (database, source, span, observed_at, measured)
        SELECT ?, '', 3600, date_trunc('hour', now()) - hour * interval '1 hour',
          jsonb_build_object(
            'size', jsonb_build_array(s.size, s.size, s.size, 240),
            'connections', jsonb_build_array(c.used - 4, c.used, c.used + 6, 240))
        FROM generate_series(1, 168) AS hour,
          LATERAL (SELECT ? * (1 - 0.13 * power(hour / 168.0, ?))) AS s(size),
          LATERAL (SELECT 24 + 11 * sin(hour / 3.8) + ?::float8 / (hour + 12)) AS c(used)
        """;
    try (Connection connection =
            DriverManager.getConnection(
                herd.stateUrl(), herd.postgres().superuser(), herd.postgres().password());
        Statement cleaning = connection.createStatement();
        PreparedStatement statement =
            connection.prepareStatement(insert.replace("SCHEMA", schema(connection)))) {
      cleaning.execute(
          "DELETE FROM %s.health_samples WHERE observed_at < now()".formatted(schema(connection)));
      for (Map.Entry<String, Double> size : sizes.entrySet()) {
        statement.setString(1, size.getKey());
        statement.setDouble(2, size.getValue());
        statement.setDouble(3, 0.4 + size.getKey().length() % 4 * 0.6);
        statement.setDouble(4, size.getKey().equals("billing") ? 600 : 0);
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String schema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT table_schema FROM information_schema.tables"
                    + " WHERE table_name = 'health_samples'")) {
      row.next();
      return row.getString(1);
    }
  }

  /** A database whose health nobody knows. */
  void unknown(String database, String message) {
    List<HealthCheck> checks = List.of(check(database, "unknown", 1, database, message));
    herd.publish(
        Topics.DATABASE_HEALTH, database, health(database, Instant.now(), "unknown", checks));
  }

  private static DatabaseHealth health(
      String database, Instant at, String status, List<HealthCheck> checks) {
    return DatabaseHealth.newBuilder()
        .setDatabase(database)
        .setObservedAt(at)
        .setStatus(status)
        .setServer("berlin")
        .setChecks(checks)
        .build();
  }

  private static HealthCheck size(double gigabytes) {
    return HealthCheck.newBuilder(check("size", "ok", gigabytes * GIGA, "bytes", ""))
        .setWarning(700 * GIGA)
        .setCritical(900 * GIGA)
        .build();
  }

  private static HealthCheck check(
      String name, String status, double value, String unit, String message) {
    return HealthCheck.newBuilder()
        .setName(name)
        .setStatus(status)
        .setValue(value)
        .setUnit(unit)
        .setMessage(message)
        .build();
  }

  /** Its backups: a monitor that looks before they are there tells of databases without one. */
  void backups() {
    for (int i = 0; i < 9; i++) {
      backup(
          "shop", i, NOW.minus(i, DAYS).minus(3, HOURS), 9.4 - i * 0.2, i == 0 ? null : "verified");
    }
    backup("billing", 0, NOW.minus(340, MINUTES), 3.1, "verified");
    backup("crm", 0, NOW.minus(31, HOURS), 1.9, "failed");
    backup("identity", 0, NOW.minus(7, HOURS), 0.6, "verified");
    backup("ledger", 0, NOW.minus(2, HOURS), 22.8, null);
    backup("warehouse", 0, NOW.minus(3, DAYS), 140, "verified");
  }

  private void backup(
      String database, int number, Instant at, double gigabytes, @Nullable String verdict) {
    String id = "20261122T0%d-%s".formatted(number, database);
    BackupCommitted.Builder backup =
        BackupCommitted.newBuilder(Events.committed(database, id, at))
            .setOperationId("nightly-" + database)
            .setArchiveBytes((long) (gigabytes * GIGA))
            .setDatabaseBytes((long) (gigabytes * 4.3 * GIGA))
            .setRows(18_203_185)
            .setCopyRepository(number == 0 ? "nas" : null);
    if (verdict != null) {
      backup
          .setVerdict(verdict)
          .setVerdictAt(at.plus(40, MINUTES))
          .setVerdictBy("verify-" + database)
          .setVerdictWhy(
              verdict.equals("failed")
                  ? "public.orders has 6 rows instead of 7."
                  : "All rows are there.");
    }
    herd.publish(Topics.BACKUPS, id, backup.build());
  }

  private void operations() {
    done("nightly-shop", "shop", NOW.minus(3, HOURS));
    done("nightly-identity", "identity", NOW.minus(7, HOURS));
    Instant began = NOW.minus(4, MINUTES);
    fact(
        Events.accepted(Events.header("backup", "weekly-9", "warehouse", 1, began), "schedule"),
        "warehouse");
    fact(
        Events.started(Events.header("backup", "weekly-9", "warehouse", 2, began.plusSeconds(2))),
        "warehouse");
    Instant failed = NOW.minus(25, HOURS);
    fact(
        Events.accepted(Events.header("backup", "nightly-crm", "crm", 1, failed), "schedule"),
        "crm");
    fact(
        Events.started(Events.header("backup", "nightly-crm", "crm", 2, failed.plusSeconds(1))),
        "crm");
    fact(
        Events.failed(
            Events.header("backup", "nightly-crm", "crm", 3, failed.plusSeconds(31)),
            "The server of crm does not answer: connection refused."),
        "crm");
    fact(
        Events.accepted(
            Events.header("restore", "back-to-monday", "ledger", 1, NOW.minus(12, MINUTES)), "bob"),
        "ledger");
    fact(
        OperationWaiting.newBuilder(
                Events.waiting(
                    Events.header(
                        "restore", "back-to-monday", "ledger", 2, NOW.minus(11, MINUTES))))
            .setWaitingFor("approval")
            .setDetail("an approval of ann is needed: ./drover approve back-to-monday")
            .build(),
        "ledger");
  }

  /** How far the backup that is under way has come. */
  void progress(long done) {
    herd.publish(
        Topics.OPERATION_PROGRESS,
        "warehouse",
        Events.progress(
            Events.header("backup", "weekly-9", "warehouse", 2, NOW), done, 612_000_000_000L));
  }

  private void done(String id, String database, Instant at) {
    fact(Events.accepted(Events.header("backup", id, database, 1, at), "schedule"), database);
    fact(Events.started(Events.header("backup", id, database, 2, at.plusSeconds(1))), database);
    fact(Events.succeeded(Events.header("backup", id, database, 3, at.plusSeconds(92))), database);
  }

  private void migrations() {
    migrated("plan-41", "shop", "PLAN", NOW.minus(50, MINUTES), null);
    migrated(
        "rehearse-41", "billing", "REHEARSE", NOW.minus(40, MINUTES), ShowcasePlans.rehearsal());
    OperationAccepted child =
        OperationAccepted.newBuilder(
                Events.accepted(
                    Events.header("restore", "scratch-41", "billing", 1, NOW.minus(39, MINUTES)),
                    "migration-service"))
            .setParentKind("migrate")
            .setParentOperationId("rehearse-41")
            .build();
    fact(child, "billing");
    fact(
        Events.failed(
            Events.header("restore", "scratch-41", "billing", 2, NOW.minus(38, MINUTES)),
            "No room."),
        "billing");
  }

  private void migrated(
      String id, String database, String mode, Instant at, @Nullable MigrationRehearsal rehearsal) {
    fact(Events.accepted(Events.header("migrate", id, database, 1, at), "ann"), database);
    fact(Events.started(Events.header("migrate", id, database, 2, at.plusSeconds(1))), database);
    fact(
        MigrationSucceeded.newBuilder()
            .setHeader(Events.header("migrate", id, database, 3, at.plusSeconds(4)))
            .setMode(mode)
            .setMigrations(
                List.of(
                    ShowcasePlans.entry("40", "customer segments", "applied", NOW.minus(9, DAYS)),
                    ShowcasePlans.entry("41", "index orders by customer", "pending", null)))
            .setAppliedCount(0)
            .setPendingCount(1)
            .setCurrentVersion("40")
            .setDurationMillis(3_000)
            .setPlan(ShowcasePlans.plan())
            .setRehearsal(rehearsal)
            .build(),
        database);
  }

  private void alerts() {
    alert(
        Alert.newBuilder(
                alert("crm-late", "backup-overdue", "critical", "crm", NOW.minus(7, HOURS)))
            .setSummary("crm has had no good backup for 31 h; 24 h are its objective.")
            .setEvidence(
                List.of(AlertEvidence.newBuilder().setName("age").setValue("31 h").build()))
            .setCause("The backup nightly-crm failed 25 h ago: TARGET_UNREACHABLE.")
            .setCauseKind("backup")
            .setCauseOperationId("nightly-crm")
            .setRemedy("./drover backup crm")
            .setRunbook("https://runbooks.example/backup-overdue")
            .build());
    alert(
        Alert.newBuilder(
                alert(
                    "identity-42", "migration-failed", "critical", "identity", NOW.minus(1, HOURS)))
            .setSummary("Migration 42 of identity failed and was rolled back.")
            .setRemedy("Correct the script and apply again.")
            .build());
    alert(
        Alert.newBuilder(
                alert("billing-full", "connections", "warning", "billing", NOW.minus(22, MINUTES)))
            .setSummary("82 of 100 connections of berlin are taken.")
            .setEvidence(
                List.of(
                    AlertEvidence.newBuilder()
                        .setName("detail")
                        .setValue("61 of billing-worker, most of them idle\n12 of billing-web")
                        .build()))
            .setRunbook("javascript:alert(1)")
            .setAcknowledgedBy("bob")
            .setNote("The worker is being scaled down.")
            .build());
    alert(
        Alert.newBuilder(alert("shop-slow", "longest-query", "warning", "shop", NOW.minus(2, DAYS)))
            .setState("resolved")
            .setResolvedAt(NOW.minus(47, HOURS))
            .setSummary("A query ran for 13 h.")
            .build());
  }

  static Alert alert(String id, String name, String severity, String database, Instant since) {
    return Alert.newBuilder()
        .setAlertId(id)
        .setState("raised")
        .setName(name)
        .setSeverity(severity)
        .setDatabase(database)
        .setServer("berlin")
        .setSince(since)
        .setRaisedAt(since)
        .setObservedAt(since)
        .setSummary("")
        .setSequence(1)
        .build();
  }

  void alert(Alert alert) {
    herd.publish(Topics.ALERTS, alert.getAlertId(), alert);
  }

  private void services() {
    service("backup-service", "backup-service@node-1", List.of("backup/weekly-9"));
    service("migration-service", "migration-service@node-2", List.of());
  }

  private void service(String service, String instance, List<String> running) {
    ServiceHealth health =
        ServiceHealth.newBuilder()
            .setService(service)
            .setInstance(instance)
            .setVersion("0.1.0")
            .setStartedAt(NOW.minus(6, DAYS))
            .setObservedAt(NOW.plus(1, MINUTES))
            .setStatus("up")
            .setMessage("")
            .setRunning(running)
            .setIntervalMillis(3_600_000)
            .build();
    herd.publish(Topics.SERVICE_HEALTH, instance, health);
  }

  private void deployment(String what, String link) {
    DeploymentObserved deployment =
        DeploymentObserved.newBuilder()
            .setDatabase("shop")
            .setName(what.split(" ", 2)[0])
            .setVersion(what.split(" ", 2)[1])
            .setObservedAt(NOW.minus(5, HOURS))
            .setRequestedBy("ci")
            .setLink(link)
            .build();
    herd.publish(Topics.DEPLOYMENTS, "shop", deployment);
  }

  void fact(SpecificRecord fact, String database) {
    herd.publish(Topics.OPERATION_EVENTS, database, fact);
  }
}
