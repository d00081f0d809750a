package io.drover.monitor.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.monitor.Herd;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HerdMetricsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Herd herd;

  private static int schemas;

  @SuppressWarnings("NullAway.Init")
  private StateDatabase state;

  @SuppressWarnings("NullAway.Init")
  private DatabaseRegistry registry;

  @BeforeAll
  static void start() throws Exception {
    herd = new Herd();
  }

  @AfterAll
  static void stop() throws Exception {
    herd.close();
  }

  @BeforeEach
  void open() throws Exception {
    state = herd.state("figures" + ++schemas);
    Path databases = folder.resolve("databases.yml");
    Files.writeString(
        databases,
        """
        servers: { main: { host: 127.0.0.1, port: 1, user: u, password: "file:/nowhere", ssl-mode: disable } }
        databases: { shop: { server: main }, crm: { server: main }, web: { server: main } }
        """);
    registry = DatabaseRegistry.open(databases);
  }

  @AfterEach
  void close() throws Exception {
    registry.close();
    state.close();
  }

  /** Once the figures could be read: whoever asks waits for them two seconds only. */
  private Exposition shown(MetricsLimits limits) {
    HerdMetrics metrics = metrics(limits);
    return await().until(() -> text(metrics), shown -> shown.value("drover_metrics_up") == 1);
  }

  private HerdMetrics metrics(MetricsLimits limits) {
    return new HerdMetrics(registry, new FigureQueries(state), limits, Duration.ofSeconds(15));
  }

  private static Exposition text(HerdMetrics metrics) throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, metrics.collect());
    return Exposition.read(text.toString(StandardCharsets.UTF_8));
  }

  private Exposition shown() {
    return shown(MetricsLimits.of(1_000));
  }

  private void sql(String text) throws SQLException {
    state.change(
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute(text);
          }
        });
  }

  private void operation(String id, String stateName, boolean terminal, int seconds)
      throws SQLException {
    sql(
        """
        INSERT INTO operations (kind, operation_id, database, first_at, accepted_at, state, terminal, sequence, attempt, changed_at)
        VALUES ('backup', '%s', 'shop', '2026-11-21', '2026-11-21', '%s', %s, 1, 1, timestamptz '2026-11-21' + interval '%d s')
        ON CONFLICT (kind, operation_id) DO UPDATE SET (state, terminal, changed_at)
          = (excluded.state, excluded.terminal, excluded.changed_at)
        """
            .formatted(id, stateName, terminal, seconds));
  }

  private void health(String database, String source, String status, String age, String checks)
      throws SQLException {
    sql(
        """
        INSERT INTO database_health (database, source, server, observed_at, changed_at, status, checks, measured)
        VALUES ('%s', '%s', 'main', now() - interval '%s', now(), '%s', '%s', '{"size": 7}')
        """
            .formatted(database, source, age, status, checks));
  }

  @Test
  void anOperationCountsOnceWhenItEndsAndNeverLess() throws Exception {
    operation("one", "running", false, 0);
    operation("two", "failed", true, 2);
    operation("one", "succeeded", true, 70);
    operation("one", "succeeded", true, 70);
    operation("three", "failed", true, 60);
    operation("four", "failed", true, 90_000);
    sql("DELETE FROM operations");

    Exposition shown = shown();
    assertThat(shown.value("drover_operations_total{kind=\"backup\",outcome=\"succeeded\"}"))
        .isEqualTo(1);
    assertThat(shown.value("drover_operations_total{kind=\"backup\",outcome=\"failed\"}"))
        .isEqualTo(3);
    assertThat(shown.value("drover_operation_duration_seconds_bucket{kind=\"backup\",le=\"60.0\"}"))
        .isEqualTo(2);
    assertThat(
            shown.value("drover_operation_duration_seconds_bucket{kind=\"backup\",le=\"43200.0\"}"))
        .isEqualTo(3);
    assertThat(shown.value("drover_operation_duration_seconds_count{kind=\"backup\"}"))
        .isEqualTo(4);
    assertThat(shown.value("drover_operation_duration_seconds_sum{kind=\"backup\"}"))
        .isEqualTo(90_132);
    assertThat(shown.value("drover_operations_running{kind=\"backup\"}")).isZero();
  }

  @Test
  void aRebuildBeginsTheCountersAnew() throws Exception {
    operation("one", "succeeded", true, 1);
    sql("TRUNCATE operations");

    assertThat(shown().metrics()).doesNotContainKey("drover_operations_total");
  }

  @Test
  void whatNobodyHasLookedAtLatelyIsUnknownAndNeitherUpNorDown() throws Exception {
    String reachable = "[{\"name\": \"reachable\", \"status\": \"ok\", \"unit\": \"ms\"}]";
    health("shop", "", "ok", "2 min", reachable);
    health("crm", "", "ok", "1 s", reachable);
    health("crm", "other", "critical", "1 s", "[{\"name\": \"size\", \"status\": \"critical\"}]");

    Exposition shown = shown();
    assertThat(shown.value("drover_database_health_status{database=\"shop\",status=\"unknown\"}"))
        .isEqualTo(1);
    assertThat(shown.value("drover_database_health_status{database=\"web\",status=\"unknown\"}"))
        .isEqualTo(1);
    assertThat(shown.metric("drover_database_up").samples())
        .containsOnlyKeys("drover_database_up{database=\"crm\"}");
    assertThat(shown.value("drover_database_health_status{database=\"crm\",status=\"critical\"}"))
        .isEqualTo(1);
    assertThat(shown.value("drover_check_status{check=\"size\",database=\"crm\",source=\"other\"}"))
        .isEqualTo(2);
    assertThat(
            shown.value(
                "drover_check_value{check=\"size\",database=\"crm\",source=\"other\",unit=\"\"}"))
        .isEqualTo(7);
  }

  @Test
  void alertsAreCountedUntilTheyAreResolved() throws Exception {
    sql(
        """
        INSERT INTO alerts (alert_id, state, name, severity, database, server, service, since, raised_at, observed_at, body)
        SELECT id, state, 'size', severity, 'shop', '', '', now(), now(), now(), '{}'
        FROM (VALUES ('1', 'raised', 'critical'), ('2', 'resolved', 'critical'), ('3', 'updated', 'strange'))
          AS new (id, state, severity)
        """);

    Exposition shown = shown();
    assertThat(shown.value("drover_alerts{severity=\"critical\"}")).isEqualTo(1);
    assertThat(shown.value("drover_alerts{severity=\"warning\"}")).isZero();
    assertThat(shown.value("drover_alerts{severity=\"other\"}")).isEqualTo(1);
  }

  @Test
  void whatIsBeyondTheLimitsIsLeftOutAndCounted() throws Exception {
    health(
        "shop",
        "",
        "ok",
        "1 s",
        "[{\"name\": \"a\", \"status\": \"ok\"}, {\"name\": \"b\", \"status\": \"ok\"}]");
    operation("one", "succeeded", true, 1);
    sql("UPDATE operations SET kind = 'aaa'");
    operation("two", "running", false, 1);
    sql("INSERT INTO dead_letters VALUES ('x', 1, now()), ('y', 2, now())");

    Exposition shown = shown(new MetricsLimits(2, 1, 1, 1, 1));
    assertThat(shown.metric("drover_database_info").samples()).hasSize(2);
    assertThat(shown.metric("drover_check_status").samples()).hasSize(1);
    assertThat(shown.metric("drover_dead_letters_total").samples())
        .containsOnlyKeys("drover_dead_letters_total{reason=\"y\"}");
    assertThat(shown.metric("drover_operations_running").samples())
        .containsOnlyKeys("drover_operations_running{kind=\"backup\"}");
    assertThat(shown.value("drover_metrics_left_out{what=\"databases\"}")).isEqualTo(1);
    assertThat(shown.value("drover_metrics_left_out{what=\"checks\"}")).isEqualTo(1);
    assertThat(shown.value("drover_metrics_left_out{what=\"reasons\"}")).isEqualTo(1);
    assertThatThrownBy(() -> MetricsLimits.of(0)).hasMessageContaining("metrics-databases");
  }

  @Test
  void servicesThatStoppedAreGoneAndSilentOnesAreNot() throws Exception {
    sql(
        """
        INSERT INTO service_instances (instance, service, version, started_at, observed_at, status, message, running, interval_millis)
        SELECT instance, service, '1', now(), now() - ago, status, '', '[]', 5000
        FROM (VALUES ('a', 'backup', interval '1 s', 'degraded'), ('b', 'backup', interval '1 min', 'up'),
                ('c', 'backup', interval '1 s', 'stopping'), ('d', 'backup', interval '2 h', 'up'),
                ('e', 'migration', interval '2 days', 'up')) AS new (instance, service, ago, status)
        """);

    Exposition shown = shown();
    assertThat(shown.metric("drover_service_up").samples())
        .containsOnly(
            Map.entry("drover_service_up{service=\"backup\",service_instance=\"a\"}", 1.0),
            Map.entry("drover_service_up{service=\"backup\",service_instance=\"b\"}", 0.0),
            Map.entry("drover_service_up{service=\"migration\",service_instance=\"e\"}", 0.0));
    assertThat(shown.value("drover_service_degraded{service=\"backup\",service_instance=\"a\"}"))
        .isEqualTo(1);
  }

  @Test
  void figuresThatCannotBeReadAreMissingAndNotOld() throws Exception {
    state.close();

    Exposition shown = text(metrics(MetricsLimits.of(1_000)));
    assertThat(shown.metrics()).containsOnlyKeys("drover_metrics_up");
    assertThat(shown.value("drover_metrics_up")).isZero();
  }
}
