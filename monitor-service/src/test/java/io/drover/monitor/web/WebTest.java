package io.drover.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.monitor.Events;
import io.drover.monitor.Herd;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.OperationApproved;
import io.drover.schemas.OperationWaiting;
import io.drover.schemas.Topics;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WebTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

  @SuppressWarnings("NullAway.Init")
  private static Herd herd;

  @SuppressWarnings("NullAway.Init")
  private static MonitorProcess monitor;

  @BeforeAll
  static void start() throws Exception {
    herd = new Herd();
    monitor = new MonitorProcess(herd);
  }

  @AfterAll
  static void stop() throws Exception {
    monitor.close();
    herd.close();
  }

  @Test
  void anOperationIsShownWithItsTimeline() throws Exception {
    operation("one", "shop", "ann");

    JsonNode found = awaitJson("/api/operations/one", "/operation/state", "succeeded");

    assertThat(found.at("/operation/requestedBy").asText()).isEqualTo("ann");
    assertThat(found.at("/operation/durationMillis").asLong()).isEqualTo(1000);
    assertThat(found.at("/operation/startedAt").asText()).isEqualTo("2026-11-21T08:00:02Z");
    assertThat(found.at("/operation/result/rows").asLong()).isEqualTo(42);
    assertThat(found.at("/timeline")).hasSize(3);
    assertThat(found.at("/timeline/0/type").asText()).isEqualTo("OperationAccepted");
    assertThat(monitor.get("/operations/backup/one").body()).contains("succeeded", "Timeline");
  }

  @Test
  void anOperationThatWaitsForAnApprovalSaysSo() throws Exception {
    // It is so old that it counts as stalled: the other database is to be found well.
    herd.publish(
        Topics.OPERATION_EVENTS, "crm", Events.accepted(Events.header("held", "crm", 1), "ann"));
    herd.publish(
        Topics.OPERATION_EVENTS,
        "crm",
        OperationWaiting.newBuilder(Events.waiting(Events.header("held", "crm", 2)))
            .setWaitingFor("approval")
            .setDetail("an approval of bob is needed: ./drover approve held")
            .build());

    JsonNode found = awaitJson("/api/operations/held", "/operation/waitingFor", "approval");

    assertThat(found.at("/operation/state").asText()).isEqualTo("waiting");
    assertThat(monitor.get("/operations/backup/held").body())
        .contains("waiting: approval", "an approval of bob is needed: ./drover approve held");
    herd.publish(
        Topics.OPERATION_EVENTS,
        "crm",
        OperationApproved.newBuilder()
            .setHeader(Events.header("held", "crm", 3))
            .setApprovedBy("bob")
            .setRequestDigest("0")
            .setDeadline(Events.BEGIN)
            .build());
    assertThat(
            awaitJson("/api/operations/held", "/operation/state", "accepted")
                .at("/operation/waitingFor")
                .isNull())
        .isTrue();
  }

  @Test
  void operationsCanBeLeafedThroughNewestFirst() throws Exception {
    for (int i = 0; i < 7; i++) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          "pages",
          Events.accepted(
              Events.header("backup", "page" + i, "pages", 1, Events.BEGIN.plusSeconds(i)), "a"));
    }
    await()
        .untilAsserted(
            () -> assertThat(json("/api/operations?database=pages").at("/operations")).hasSize(7));

    JsonNode first = json("/api/operations?database=pages&limit=5");
    assertThat(first.at("/operations/0/operationId").asText()).isEqualTo("page6");
    JsonNode second =
        json("/api/operations?database=pages&limit=5&before=" + first.at("/next").asText());
    assertThat(second.at("/operations")).hasSize(2);
    assertThat(second.at("/operations/1/operationId").asText()).isEqualTo("page0");
    assertThat(second.at("/next").isNull()).isTrue();
    assertThat(json("/api/operations?database=pages&state=open").at("/operations")).hasSize(7);
    assertThat(monitor.get("/api/operations?before=nonsense").statusCode()).isEqualTo(400);
  }

  @Test
  void whatEventsSayIsNeverMarkup() throws Exception {
    herd.publish(
        Topics.OPERATION_EVENTS,
        "x",
        Events.accepted(Events.header(HOSTILE, "evil", HOSTILE, 1, Events.BEGIN), HOSTILE));
    herd.publish(
        Topics.OPERATION_EVENTS,
        "x",
        Events.failed(
            Events.header(HOSTILE, "evil", HOSTILE, 2, Events.BEGIN.plusSeconds(1)), HOSTILE));
    awaitJson("/api/operations/evil", "/operation/state", "failed");

    String list = monitor.get("/operations").body() + monitor.get("/").body();
    HttpResponse<String> page = monitor.get(Show.address(HOSTILE, "evil"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(list + page.body())
        .contains("&lt;script&gt;")
        .doesNotContain("<script>alert", "<img src=x");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(monitor.get("/operations/backup/nosuch").statusCode()).isEqualTo(404);
  }

  @Test
  void databasesAreProbedAndShown() throws Exception {
    awaitJson("/api/databases/shop", "/status", "critical");
    BackupCommitted copied =
        BackupCommitted.newBuilder(
                Events.committed("shop", "b-web", Instant.now().minusSeconds(60)))
            .setCopyRepository("nas")
            .build();
    herd.publish(Topics.BACKUPS, "b-web", copied);

    JsonNode shop = awaitJson("/api/databases/shop", "/status", "ok");

    assertThat(shop.at("/sizeBytes").asLong()).isPositive();
    assertThat(shop.at("/newestBackupId").asText()).isEqualTo("b-web");
    assertThat(shop.at("/backupObjectiveMillis").asLong()).isEqualTo(86_400_000);
    assertThat(shop.at("/schedules/0/name").asText()).isEqualTo("hourly");
    assertThat(Instant.parse(shop.at("/schedules/0/nextAt").asText()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(3660));
    assertThat(json("/api/backups?database=shop").at("/backups/0/backupId").asText())
        .isEqualTo("b-web");
    assertThat(shop.at("/verdict").isNull()).isTrue();
    assertThat(shop.at("/newestBackupCopy").asText()).isEqualTo("nas");
    assertThat(monitor.get("/databases/shop").body()).contains("copied&nbsp;to&nbsp;nas");
    BackupCommitted disproved =
        BackupCommitted.newBuilder(copied)
            .setVerdict("failed")
            .setVerdictAt(Instant.parse("2026-11-21T08:00:00Z"))
            .setVerdictBy("verify-1")
            .setVerdictWhy("public.orders has 6 rows instead of 7")
            .build();
    herd.publish(Topics.BACKUPS, "b-web", disproved);
    JsonNode doubted = awaitJson("/api/databases/shop", "/verdict", "failed");
    assertThat(doubted.at("/verdictBackupId").asText()).isEqualTo("b-web");
    assertThat(doubted.at("/verdictAt").asText()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(json("/api/backups").at("/backups/0/details/verdictWhy").asText())
        .isEqualTo("public.orders has 6 rows instead of 7");
    assertThat(doubted.at("/newestBackupId").isNull()).isTrue();
    assertThat(monitor.get("/databases/shop").body())
        .contains("Last verified", "failed", "none good", "6 rows instead of 7");
    await().untilAsserted(() -> assertThat(json("/api/services").at("/services")).isNotEmpty());
    assertThat(monitor.get("/api/databases/nosuch").statusCode()).isEqualTo(404);
    assertThat(monitor.get("/").body()).contains("Healthy databases", "shop", "crm");
    assertThat(monitor.get("/databases/nosuch").statusCode()).isEqualTo(404);
  }

  @Test
  void liveEventsAreStreamed() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    CompletableFuture<?> stream = streamed("/api/stream", lines);
    await().untilAsserted(() -> assertThat(lines).anyMatch(line -> line.startsWith(":")));

    operation("streamed", "shop", "bob");

    await()
        .untilAsserted(
            () -> {
              // Progress is read from when the monitor gets to it, which it need not have yet.
              herd.publish(
                  Topics.OPERATION_PROGRESS,
                  "shop",
                  Events.progress(Events.header("streamed", "shop", 2), 5, 10));
              assertThat(lines)
                  .contains("event: operation", "event: progress")
                  .anyMatch(line -> line.startsWith("id: "))
                  .anyMatch(line -> line.startsWith("data: {") && line.contains("streamed"));
            });
    stream.cancel(true);
  }

  @Test
  void whatHappensBetweenAPageAndItsStreamIsTold() throws Exception {
    Matcher since =
        Pattern.compile("name=\"since\" content=\"([^\"]+)\"").matcher(monitor.get("/").body());
    assertThat(since.find()).isTrue();
    operation("between", "shop", "bob");
    awaitJson("/api/operations/between", "/operation/state", "succeeded");

    List<String> lines = new CopyOnWriteArrayList<>();
    CompletableFuture<?> stream = streamed("/api/stream?since=" + since.group(1), lines);

    await()
        .untilAsserted(
            () ->
                assertThat(lines)
                    .anyMatch(line -> line.startsWith("data: {") && line.contains("between")));
    stream.cancel(true);
  }

  private static CompletableFuture<?> streamed(String path, List<String> lines) {
    return monitor
        .client()
        .sendAsync(
            HttpRequest.newBuilder(monitor.address(path)).build(),
            HttpResponse.BodyHandlers.ofLines())
        .thenAccept(response -> response.body().forEach(lines::add));
  }

  @Test
  void aRebuildIsForThoseWhoMayChangeSomething() throws Exception {
    operation("kept", "shop", "ann");
    awaitJson("/api/operations/kept", "/operation/state", "succeeded");

    assertThat(monitor.post("/api/projection/rebuild", "", new String[0]).statusCode())
        .isEqualTo(401);
    assertThat(monitor.post("/api/projection/rebuild", "").statusCode()).isEqualTo(202);

    awaitJson("/api/operations/kept", "/operation/state", "succeeded");
    assertThat(monitor.get("/prometheus").body())
        .contains(
            "drover_projection_events_total",
            "drover_projection_lag",
            "drover_projection_stalled",
            "drover_probe_duration_seconds");
  }

  @Test
  void theArgumentRebuildStartsNoServiceAndEndsWhenTheTablesHoldEverything() throws Exception {
    operation("rebuilt", "shop", "ann");
    awaitJson("/api/operations/rebuilt", "/operation/state", "succeeded");

    String printed = monitor.run("rebuild");

    assertThat(printed).contains("rebuilding: ", "caught up: ").doesNotContain("Server Running");
    awaitJson("/api/projection", "/state", "following");
    awaitJson("/api/operations/rebuilt", "/operation/state", "succeeded");
  }

  private static void operation(String id, String database, String who) {
    herd.publish(
        Topics.OPERATION_EVENTS, database, Events.accepted(Events.header(id, database, 1), who));
    herd.publish(Topics.OPERATION_EVENTS, database, Events.started(Events.header(id, database, 2)));
    herd.publish(
        Topics.OPERATION_EVENTS, database, Events.succeeded(Events.header(id, database, 3)));
  }

  private static JsonNode awaitJson(String path, String pointer, String value) {
    return await()
        .ignoreExceptions()
        .until(() -> json(path), found -> found.at(pointer).asText().equals(value));
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> response = monitor.get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    return MAPPER.readTree(response.body());
  }
}
