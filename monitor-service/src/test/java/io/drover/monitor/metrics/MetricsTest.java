package io.drover.monitor.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.drover.monitor.Events;
import io.drover.monitor.Herd;
import io.drover.monitor.web.MonitorProcess;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Instant COMMITTED = hoursAgo(2);
  private static final Instant VERIFIED = COMMITTED.plusSeconds(600);
  private static final Path MONITORING = Path.of("..", "docs", "monitoring");
  private static final String HOSTILE = "evil\"} 1\n# TYPE x \\ gauge";

  @SuppressWarnings("NullAway.Init")
  private static Herd herd;

  @SuppressWarnings("NullAway.Init")
  private static MonitorProcess monitor;

  @SuppressWarnings("NullAway.Init")
  private static String text;

  @SuppressWarnings("NullAway.Init")
  private static Exposition scraped;

  @BeforeAll
  static void start() throws Exception {
    herd = new Herd();
    backups();
    operations();
    herd.publish(Topics.DEAD_LETTERS, "x", "{".getBytes(StandardCharsets.UTF_8));
    monitor = new MonitorProcess(herd);
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              text = monitor.get("/prometheus").body();
              assertThat(text)
                  .contains(
                      "drover_check_value{check=\"backup-age\",database=\"shop\"",
                      "drover_database_up{database=\"crm\"}",
                      "drover_dead_letters_total",
                      "drover_migrations_pending",
                      "drover_service_up",
                      "drover_backup_verified_timestamp_seconds");
              scraped = Exposition.read(text);
              // A look that was made while the machine stood still finds no server.
              assertThat(scraped.value("drover_database_up{database=\"shop\"}")).isEqualTo(1);
              // A machine that stands still may have kept it from sending heartbeats.
              assertThat(scraped.metric("drover_service_up").samples().values())
                  .containsExactly(1.0);
            });
  }

  @AfterAll
  static void stop() throws Exception {
    monitor.close();
    herd.close();
  }

  private static void backups() {
    BackupCommitted whole =
        BackupCommitted.newBuilder(Events.committed("shop", "b1", COMMITTED))
            .setArchiveBytes(4_096)
            .setVerdict("verified")
            .setVerdictAt(VERIFIED)
            .build();
    herd.publish(Topics.BACKUPS, "b1", whole);
    herd.publish(
        Topics.BACKUPS,
        "b2",
        BackupCommitted.newBuilder(Events.committed("shop", "b2", COMMITTED.plusSeconds(60)))
            .setPartial(true)
            .build());
  }

  private static void operations() {
    operation("backup", "one", 3);
    operation("backup", "two", 100);
    herd.publish(
        Topics.OPERATION_EVENTS, "shop", Events.accepted(Events.header("three", "shop", 1), "ann"));
    herd.publish(
        Topics.OPERATION_EVENTS,
        "shop",
        Events.started(Events.header(HOSTILE, "four", "shop", 1, Events.BEGIN)));
    herd.publish(
        Topics.OPERATION_EVENTS,
        "shop",
        MigrationSucceeded.newBuilder()
            .setHeader(Events.header("migrate", "five", "shop", 3, Events.BEGIN))
            .setMode("STATUS")
            .setMigrations(List.of())
            .setAppliedCount(0)
            .setPendingCount(2)
            .setDurationMillis(0)
            .build());
  }

  private static void operation(String kind, String id, int seconds) {
    herd.publish(
        Topics.OPERATION_EVENTS,
        "shop",
        Events.accepted(Events.header(kind, id, "shop", 1, Events.BEGIN), "ann"));
    herd.publish(
        Topics.OPERATION_EVENTS,
        "shop",
        Events.succeeded(Events.header(kind, id, "shop", 2, Events.BEGIN.plusSeconds(seconds))));
  }

  @Test
  void theTextKeepsToTheConventions() {
    assertThat(Conventions.problems(scraped)).isEmpty();
  }

  @Test
  void aBrokenTextIsSeen() {
    String broken =
        """
        # HELP drover_x_milliseconds Something
        # TYPE drover_x_milliseconds counter
        drover_x_milliseconds{a="1"} 1
        drover_x_milliseconds{a="1"} 2
        # TYPE drover_things_count gauge
        drover_things_count 1 1763769600000
        drover_stray 1
        """;

    assertThat(Conventions.problems(Exposition.read(broken)))
        .containsExactlyInAnyOrder(
            "a sample that comes twice: drover_x_milliseconds{a=\"1\"}",
            "no line of the format, or one with a timestamp: drover_things_count 1 1763769600000",
            "a sample without the TYPE of its metric before it: drover_stray 1",
            "drover_x_milliseconds is a counter without _total",
            "drover_x_milliseconds is not in a base unit",
            "drover_things_count ends like a part of a histogram",
            "drover_things_count has no HELP",
            "drover_things_count has no sample");
  }

  @Test
  void aDatabaseIsUpAndHasOneStatus() {
    assertThat(scraped.value("drover_database_up{database=\"shop\"}")).isEqualTo(1);
    assertThat(scraped.value("drover_database_info{database=\"shop\",server=\"main\"}"))
        .isEqualTo(1);
    assertThat(
            scraped.metric("drover_database_health_status").samples().entrySet().stream()
                .filter(each -> each.getKey().contains("\"shop\""))
                .mapToDouble(each -> each.getValue())
                .sum())
        .isEqualTo(1);
    assertThat(
            scraped.value("drover_check_status{check=\"reachable\",database=\"shop\",source=\"\"}"))
        .isZero();
  }

  @Test
  void theNewestWholeBackupStandsForADatabase() {
    assertThat(scraped.value("drover_backup_last_success_timestamp_seconds{database=\"shop\"}"))
        .isEqualTo((double) COMMITTED.getEpochSecond());
    assertThat(scraped.value("drover_backup_age_seconds{database=\"shop\"}"))
        .isBetween(7_200.0, 10_800.0);
    assertThat(scraped.value("drover_backup_objective_seconds{database=\"shop\"}"))
        .isEqualTo(86_400);
    assertThat(scraped.value("drover_backup_size_bytes{database=\"shop\"}")).isEqualTo(4_096);
    assertThat(scraped.value("drover_backup_verified_timestamp_seconds{database=\"shop\"}"))
        .isEqualTo((double) VERIFIED.getEpochSecond());
    assertThat(text).doesNotContain("drover_backup_age_seconds{database=\"crm\"}");
  }

  @Test
  void operationsAreCountedByHowTheyEndedAndHowLongTheyTook() {
    assertThat(scraped.value("drover_operations_total{kind=\"backup\",outcome=\"succeeded\"}"))
        .isEqualTo(2);
    assertThat(
            scraped.value("drover_operation_duration_seconds_bucket{kind=\"backup\",le=\"5.0\"}"))
        .isEqualTo(1);
    assertThat(
            scraped.value("drover_operation_duration_seconds_bucket{kind=\"backup\",le=\"300.0\"}"))
        .isEqualTo(2);
    assertThat(scraped.value("drover_operation_duration_seconds_sum{kind=\"backup\"}"))
        .isEqualTo(103);
    assertThat(scraped.value("drover_operations_waiting{kind=\"backup\"}")).isEqualTo(1);
    assertThat(scraped.value("drover_operations_running{kind=\"backup\"}")).isZero();
    assertThat(scraped.value("drover_migrations_pending{database=\"shop\"}")).isEqualTo(2);
  }

  @Test
  void whatEventsSayIsNeverMoreThanALabel() {
    assertThat(scraped.metrics()).doesNotContainKey("x");
    assertThat(text).contains("kind=\"evil\\\"} 1\\n# TYPE x \\\\ gauge\"} 1.0");
  }

  @Test
  void servicesAndWhatNoOneCouldReadAreThere() {
    assertThat(scraped.metric("drover_service_up").samples().values()).containsExactly(1.0);
    assertThat(scraped.value("drover_dead_letters_total{reason=\"NOT_JSON\"}")).isEqualTo(1);
    assertThat(scraped.value("drover_metrics_up")).isEqualTo(1);
    assertThat(scraped.value("drover_metrics_left_out{what=\"databases\"}")).isZero();
  }

  @Test
  void theManualNamesWhatTheMonitorShowsAndNothingElse() throws Exception {
    List<String> shown =
        scraped.metrics().entrySet().stream()
            .filter(each -> each.getKey().startsWith("drover_"))
            .map(
                each ->
                    String.join(
                        " ",
                        each.getKey(),
                        each.getValue().type(),
                        String.join(" ", each.getValue().labels())))
            .toList();

    assertThat(manual("## What the monitor shows of the herd"))
        .containsExactlyInAnyOrderElementsOf(shown);
  }

  @Test
  void rulesNameOnlyMetricsAndLabelsThatAreThere() throws Exception {
    Expressions expressions = new Expressions(scraped);
    JsonNode rules =
        YAMLMapper.builder().build().readTree(MONITORING.resolve("prometheus-rules.yml").toFile());
    for (JsonNode rule : rules.findParents("alert")) {
      assertThat(rule.at("/annotations/remedy").asText()).isNotBlank();
      assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
      expressions.check(
          rule.at("/expr").asText(),
          rule.at("/annotations/summary").asText() + rule.at("/annotations/remedy").asText());
    }

    assertThat(expressions.problems()).isEmpty();
    assertThat(expressions.checked()).isGreaterThan(15);
  }

  @Test
  void thePanelsOfTheDashboardNameOnlyMetricsAndLabelsThatAreThere() throws Exception {
    Expressions expressions = new Expressions(scraped);
    JsonNode dashboard =
        new ObjectMapper().readTree(MONITORING.resolve("grafana-dashboard.json").toFile());
    for (JsonNode target : dashboard.findParents("expr")) {
      assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
      expressions.check(target.at("/expr").asText(), target.at("/legendFormat").asText());
    }
    for (JsonNode variable : dashboard.findParents("definition")) {
      Matcher query =
          Pattern.compile("label_values\\((\\w+), (\\w+)\\)")
              .matcher(variable.at("/definition").asText());
      assertThat(query.matches()).isTrue();
      expressions.check(query.group(1), "{{" + query.group(2) + "}}");
    }

    assertThat(expressions.problems()).isEmpty();
    assertThat(expressions.checked()).isGreaterThan(20);
  }

  @Test
  void aMetricOrLabelThatIsNotThereIsSeen() {
    Expressions expressions = new Expressions(scraped);

    expressions.check("drover_nothing > 0", "");
    expressions.check(
        "max by (check) (drover_database_up{colour=\"red\"})", "{{ $labels.server }}");

    assertThat(expressions.problems())
        .containsExactly(
            "There is no metric drover_nothing.",
            "drover_database_up has no label colour",
            "no metric of max by (check) (drover_database_up{colour=\"red\"}) has the label check",
            "no metric of max by (check) (drover_database_up{colour=\"red\"}) has the label"
                + " server");
  }

  /** The rows of the table under a heading: name, type and labels. */
  private static List<String> manual(String heading) throws IOException {
    return Files.readAllLines(MONITORING.resolveSibling("monitoring.md")).stream()
        .dropWhile(line -> !line.equals(heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|", -1))
        .map(
            cells ->
                String.join(
                    " ",
                    cells[1].strip().replace("`", ""),
                    cells[2].strip(),
                    Arrays.stream(cells[3].strip().replace("`", "").split(" ", -1))
                        .sorted()
                        .collect(Collectors.joining(" "))))
        .toList();
  }

  private static Instant hoursAgo(int hours) {
    return Instant.now().minus(Duration.ofHours(hours)).truncatedTo(ChronoUnit.SECONDS);
  }
}
