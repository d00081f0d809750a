package io.drover.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.SchemaLookup;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.state.StateDatabase;
import io.drover.service.state.StateSchema;
import io.drover.service.target.SecretReference;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTest {
  private static final PostgresServer POSTGRES = TestStack.postgres();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int HANG = 0;
  private static int number;

  private final Ticking clock = new Ticking(Instant.parse("2026-11-21T12:00:00Z"));
  private final Codec codec = new Codec(SchemaLookup.none());
  private final List<Condition> wrong = new CopyOnWriteArrayList<>();
  private final List<Control> said = new ArrayList<>();
  private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final List<@Nullable String> upgrades = new CopyOnWriteArrayList<>();
  private final WebhookHealth health = new WebhookHealth(new SimpleMeterRegistry());
  private final Deque<Integer> answers = new ConcurrentLinkedDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  @TempDir private Path folder = Path.of("unused");
  private final String schema = "webhook" + ProcessHandle.current().pid() + "x" + ++number;
  private SecretReference secret = new SecretReference("env:HOME");
  private HttpServer receiver;
  private StateDatabase state;
  private AlertEngine engine;
  private Webhook webhook;

  @BeforeEach
  void start() throws Exception {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::take);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.start();
    Path password = folder.resolve("password");
    Files.writeString(password, POSTGRES.password());
    secret = new SecretReference("file:" + password);
    state =
        StateSchema.open(
            new StateSchema.Settings(
                POSTGRES.jdbcUrl("postgres"), POSTGRES.superuser(), secret, schema, 3),
            Map.of("history_of_service", "io/drover/monitor/projection/schema"));
    AlertStore store = new AlertStore(codec);
    ControlStore controls = new ControlStore();
    engine =
        new AlertEngine(
            state,
            store,
            new AlertChanges(
                state,
                store,
                new Outbox(),
                new AlertRecords(new BusConfig("unused:9092", ""), codec, "drover/test"),
                AlertChanges.RETENTION,
                StepListener.NONE,
                () -> {}),
            new AlertLease("one", AlertLease.LENGTH),
            controls,
            List.of(now -> Findings.of(wrong)),
            new Current(),
            new Transitions(
                (condition, since) -> null, Runbooks.prefix("", "http://page/"), database -> true),
            clock);
    webhook = webhook(PATIENCE);
  }

  private Webhook webhook(Duration patience) {
    URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
    return new Webhook(
        state,
        new NoticeStore(new AlertStore(codec)),
        new WebhookSender(
            new WebhookSettings(url, secret, "http://page", patience, Duration.ofMillis(5))),
        "http://page",
        health,
        clock,
        StepListener.NONE);
  }

  @AfterEach
  void end() throws Exception {
    ended.countDown();
    webhook.close();
    receiver.stop(0);
    state.change(
        c -> {
          try (var statement = c.createStatement()) {
            statement.execute("DROP SCHEMA " + schema + " CASCADE");
          }
        });
    state.close();
  }

  @Test
  void aReceiverThatFailsAndHangsGetsItAllTheSame() throws Exception {
    webhook.close();
    webhook = webhook(Duration.ofSeconds(3));
    answers.addAll(List.of(500, HANG));
    wrong.add(overdue("shop"));
    look();

    assertThat(taken).hasSize(1);
    assertThat(tokens).containsOnly("Bearer " + POSTGRES.password());
    look();
    assertThat(taken).hasSize(1);
  }

  @Test
  void theMessageHasAlertmanagersForm() throws Exception {
    wrong.add(overdue("shop").seen("objective", "24 h").remedy("./drover backup shop"));
    look();

    JsonNode message = taken.getFirst();
    assertThat(message.path("version").asText()).isEqualTo("4");
    assertThat(message.path("groupKey").asText())
        .isEqualTo("{}:{database=\"shop\", server=\"main\"}");
    assertThat(message.path("truncatedAlerts").asInt(-1)).isZero();
    assertThat(message.path("status").asText()).isEqualTo("firing");
    assertThat(message.path("receiver").asText()).isEqualTo("drover");
    assertThat(message.path("groupLabels").path("database").asText()).isEqualTo("shop");
    assertThat(message.path("commonLabels").path("alertname").asText())
        .isEqualTo("schedule-missed");
    assertThat(message.path("externalURL").asText()).isEqualTo("http://page");
    JsonNode alert = message.path("alerts").path(0);
    assertThat(alert.path("status").asText()).isEqualTo("firing");
    assertThat(alert.path("labels").path("severity").asText()).isEqualTo("critical");
    assertThat(alert.path("annotations").path("description").asText()).isEqualTo("objective: 24 h");
    assertThat(alert.path("annotations").path("runbook_url").asText())
        .isEqualTo("http://page/runbooks/schedule-missed");
    assertThat(upgrades).containsOnlyNulls();
    assertThat(alert.path("startsAt").asText()).isEqualTo(clock.instant().toString());
    assertThat(alert.path("endsAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
    assertThat(alert.path("generatorURL").asText()).startsWith("http://page/");
    assertThat(alert.path("fingerprint").asText()).matches("[0-9a-f]{16}");

    wrong.clear();
    look();
    assertThat(taken.getLast().path("status").asText()).isEqualTo("resolved");
    assertThat(taken.getLast().path("alerts").path(0).path("fingerprint"))
        .isEqualTo(alert.path("fingerprint"));
  }

  @Test
  void alertsOfOneDatabaseAreOneMessageAndThoseOfAnotherAreTheirOwn() throws Exception {
    wrong.addAll(
        List.of(overdue("shop"), Condition.of("verify-failed", Severity.CRITICAL, shop(), "Bad.")));
    wrong.add(overdue("crm"));
    look();
    assertThat(taken).hasSize(2);
    assertThat(taken).extracting(one -> one.path("alerts").size()).containsExactlyInAnyOrder(2, 1);
  }

  @Test
  void itIsSentAgainAfterFourHoursButNotWhenSomeoneLooksAfterIt() throws Exception {
    wrong.add(overdue("shop"));
    look();
    clock.on(Duration.ofHours(3));
    look();
    assertThat(taken).hasSize(1);
    clock.on(Duration.ofHours(1));
    look();
    assertThat(taken).hasSize(2);

    say(Control.Action.ACKNOWLEDGE);
    clock.on(Duration.ofHours(5));
    look();
    assertThat(taken).hasSize(2);
  }

  @Test
  void whatIsSilencedIsNotSent() throws Exception {
    say(Control.Action.SILENCE);
    wrong.add(overdue("shop"));
    look();
    wrong.clear();
    look();
    assertThat(taken).isEmpty();
  }

  @Test
  void aReceiverThatWasAwayLearnsWhatIsTrueByThen() throws Exception {
    answers.addAll(List.of(503, 503, 503, 503));
    wrong.add(overdue("shop"));
    look();
    wrong.add(overdue("crm"));
    look();
    assertThat(taken).isEmpty();

    wrong.removeFirst();
    clock.on(Duration.ofSeconds(30));
    look();
    assertThat(taken)
        .extracting(one -> one.path("status").asText())
        .containsExactlyInAnyOrder("resolved", "firing");
  }

  @Test
  void aReceiverThatIsAwayIsTriedAgainWithinAMinuteForAsLongAsItTakes() throws Exception {
    answers.addAll(Collections.nCopies(4 * 5, 503));
    wrong.add(overdue("shop"));
    for (int round = 0; round < 5; round++) {
      look();
      assertThat(health.problem()).get().asString().contains("answered 503");
      clock.on(Duration.ofMinutes(1));
    }
    assertThat(taken).isEmpty();

    look();
    assertThat(taken).hasSize(1);
    assertThat(health.problem()).isEmpty();
  }

  @Test
  void aMessageThatIsRefusedForItselfKeepsNoOtherFromBeingSent() throws Exception {
    answers.add(422);
    wrong.add(overdue("shop"));
    wrong.add(overdue("crm"));
    look();
    assertThat(taken).hasSize(1);
    assertThat(health.problem()).get().asString().contains("refused the message with 422");
  }

  @Test
  void runbooksLeadToThePageThatTheReaderCanOpen() {
    assertThat(Runbooks.prefix("", "https://drover.example/"))
        .isEqualTo("https://drover.example/runbooks/");
    assertThat(Runbooks.prefix("https://wiki/drover", "https://drover.example"))
        .isEqualTo("https://wiki/drover#");
    assertThat(Runbooks.prefix("", "")).isEqualTo("docs/alerts.md#");
  }

  @Test
  void aRedirectionIsNotFollowed() throws Exception {
    answers.addAll(List.of(302));
    wrong.add(overdue("shop"));
    look();
    assertThat(taken).isEmpty();
    assertThat(tokens).hasSize(1);
  }

  @Test
  void addressesThatAreNotSafeAreRefused() {
    assertThat(WebhookSettings.of("http://127.0.0.1:9/x", "", false, "").url().getPath())
        .isEqualTo("/x");
    assertThat(WebhookSettings.of("http://pager/secret", "", true, ""))
        .asString()
        .doesNotContain("secret");
    for (String url : List.of("http://pager/x", "ftp://pager", "https://a:b@pager", "nonsense")) {
      assertThatThrownBy(() -> WebhookSettings.of(url, "", false, ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("DROVER_ALERT_WEBHOOK ")
          .hasMessageNotContaining(url);
    }
  }

  private void look() throws Exception {
    assertThat(engine.evaluate()).isTrue();
    webhook.round();
  }

  private void say(Control.Action action) throws Exception {
    Instant at = clock.instant();
    said.add(
        new Control(action, "", "shop", "", "", "ann", "", at, at.plus(ControlReader.LONGEST)));
    state.change(c -> new ControlStore().add(c, 0, said.size(), said.getLast()));
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
    upgrades.add(exchange.getRequestHeaders().getFirst("Upgrade"));
    int answer = Optional.ofNullable(answers.poll()).orElse(200);
    if (answer == HANG) {
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
      return;
    }
    if (answer == 302) {
      exchange.getResponseHeaders().add("Location", "/elsewhere");
    }
    if (answer == 200) {
      taken.add(JsonMapper.builder().build().readTree(body));
    }
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  private static About shop() {
    return About.database("shop", "main");
  }

  private static Condition overdue(String database) {
    return Condition.of(
        "schedule-missed", Severity.CRITICAL, About.database(database, "main"), "Not fired.");
  }

  private static final class Current implements AlertEngine.Facts {
    @Override
    public boolean current() {
      return true;
    }

    @Override
    public Optional<String> problem() {
      return Optional.empty();
    }
  }
}
