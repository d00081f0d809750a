package io.drover.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.Envelope;
import io.drover.bus.Signed;
import io.drover.bus.SigningKey;
import io.drover.monitor.Events;
import io.drover.monitor.Herd;
import io.drover.monitor.access.Provider;
import io.drover.schemas.Alert;
import io.drover.schemas.AlertControl;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.DeploymentObserved;
import io.drover.schemas.FleetRequested;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationControl;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The interface as programs use it, on a herd where persons prove who they are. */
class ApiTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Herd herd;

  @SuppressWarnings("NullAway.Init")
  private static Provider provider;

  @SuppressWarnings("NullAway.Init")
  private static MonitorProcess monitor;

  @SuppressWarnings("NullAway.Init")
  private static Contract contract;

  @BeforeAll
  static void start() throws Exception {
    herd = new Herd();
    provider = new Provider();
    contract = new Contract();
    Path key = folder.resolve("monitor.pem");
    String publicKey = SigningKey.create("drover/monitor-service", key);
    Path principals =
        Files.writeString(
            folder.resolve("principals.yml"),
            "principals:\n  drover/monitor-service: { keys: [\"" + publicKey + "\"] }\n");
    Path access =
        Files.writeString(
            folder.resolve("access.yml"),
            "tokens:\n"
                + token("eve", "viewer", "")
                + token("ci", "operator", "")
                + token("team", "operator", ", databases: { team: crm }")
                + token("bob", "approver", "")
                + provider.yaml());
    monitor =
        new MonitorProcess(
            herd,
            Map.of(
                "DROVER_ACCESS", access.toString(),
                "DROVER_PRINCIPALS", principals.toString(),
                "DROVER_SIGNING_KEY", key.toString(),
                "DROVER_ALERT_INTERVAL", "1h",
                "DROVER_WRITES_PER_MINUTE", "1000"));
  }

  @AfterAll
  static void stop() throws Exception {
    monitor.close();
    provider.close();
    herd.close();
  }

  private static String token(String name, String role, String more) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest((name + "-secret").getBytes(StandardCharsets.UTF_8));
    return "  - { name: %s, role: %s, token-sha256: \"%s\"%s }\n"
        .formatted(name, role, HexFormat.of().formatHex(hash), more);
  }

  private static String[] as(String name) {
    return new String[] {"Authorization", "Bearer " + name + "-secret"};
  }

  private static HttpResponse<String> post(String who, String path, String json) throws Exception {
    return monitor.post(path, json, as(who));
  }

  /** An answer that must be what the contract says it is. */
  private static JsonNode documented(
      String method, String template, HttpResponse<String> response, int status) throws Exception {
    JsonNode body = MAPPER.readTree(response.body());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(contract.differences(method, template, status, body)).as(response.body()).isEmpty();
    return body;
  }

  private static JsonNode read(String template, String path) throws Exception {
    return documented("GET", template, monitor.get(path, as("eve")), 200);
  }

  private static JsonNode asked(String who, String json, int status) throws Exception {
    return documented("POST", "/api/operations", post(who, "/api/operations", json), status);
  }

  /** Records on a topic whose correlation is this. */
  private static List<ConsumerRecord<byte[], byte[]>> published(Topic topic, String about) {
    return RawTopic.read(herd.bus(), topic).stream()
        .filter(
            record ->
                about.equals(
                    Envelope.from(record.headers()).map(Envelope::correlationId).orElse("")))
        .toList();
  }

  private static <T extends SpecificRecord> T one(Topic topic, String about, Class<T> type)
      throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = published(topic, about);
    assertThat(records).hasSize(1);
    return new CommandCodec(new Codec(herd.schemas()))
        .read(
            records.getFirst().value(),
            Envelope.from(records.getFirst().headers()).orElse(null),
            type);
  }

  @Test
  void aRequestIsPublishedAsItIsReadFromTheBusAndSignedForWhoeverAsks() throws Exception {
    JsonNode answer =
        asked(
            "ci",
            """
            {"kind": "restore", "operationId": "r-1", "database": "shop", "backupId": "latest",
             "mode": "scratch", "tables": ["public.orders"], "timeToLiveSeconds": 3600,
             "labels": {"ticket": "7"}, "reason": "a look", "expiresAt": "2099-01-01T00:00:00Z"}
            """,
            202);

    assertThat(answer.at("/operationId").asText()).isEqualTo("r-1");
    assertThat(answer.at("/links/operation").asText())
        .isEqualTo("/api/operations/r-1?kind=restore");
    RestoreRequested command = one(Topics.RESTORE_REQUESTED, "r-1", RestoreRequested.class);
    assertThat(command.getRequestedBy()).isEqualTo("drover/for/ci");
    assertThat(command.getTables()).containsExactly("public.orders");
    assertThat(command.getTimeToLiveSeconds()).isEqualTo(3600);
    assertThat(command.getLabels()).containsEntry("ticket", "7");
    assertThat(command.getExpiresAt()).isEqualTo(Instant.parse("2099-01-01T00:00:00Z"));
    ConsumerRecord<byte[], byte[]> record = published(Topics.RESTORE_REQUESTED, "r-1").getFirst();
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("shop");
    assertThat(Signed.of(record.topic(), record.headers(), record.value()))
        .hasValueSatisfying(
            signed -> assertThat(signed.principal()).isEqualTo("drover/monitor-service"));
  }

  @Test
  void theSameRequestManyTimesIsOneRecord() throws Exception {
    String json = "{\"kind\": \"backup\", \"database\": \"shop\"}";
    Callable<Integer> send =
        () ->
            monitor
                .post(
                    "/api/operations",
                    json,
                    "Authorization",
                    "Bearer ci-secret",
                    "Idempotency-Key",
                    "same-1")
                .statusCode();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = threads.invokeAll(IntStream.range(0, 8).mapToObj(_ -> send).toList());
      for (var each : answers) {
        assertThat(each.get()).isEqualTo(202);
      }
    }

    assertThat(one(Topics.BACKUP_REQUESTED, "same-1", BackupRequested.class).getDatabase())
        .isEqualTo("shop");
    JsonNode other =
        asked(
            "ci",
            "{\"kind\": \"backup\", \"operationId\": \"same-1\", \"database\": \"crm\"}",
            409);
    assertThat(other.at("/message").asText()).contains("operationId");
    assertThat(published(Topics.BACKUP_REQUESTED, "same-1")).hasSize(1);
  }

  @Test
  void aRequestThatWasAcceptedEarlierIsNotPublishedAgain() throws Exception {
    BackupRequested command =
        BackupRequested.newBuilder()
            .setOperationId("early")
            .setDatabase("shop")
            .setRequestedBy("drover/for/ci")
            .build();
    herd.publish(
        Topics.OPERATION_EVENTS,
        "shop",
        OperationAccepted.newBuilder(
                Events.accepted(Events.header("early", "shop", 1), "drover/for/ci"))
            .setRequestDigest(CommandCodec.digest(command))
            .build());
    await().until(() -> monitor.get("/api/operations/early", as("eve")).statusCode() == 200);

    asked("ci", "{\"kind\": \"backup\", \"operationId\": \"early\", \"database\": \"shop\"}", 202);
    asked(
        "ci",
        "{\"kind\": \"backup\", \"operationId\": \"early\", \"database\": \"shop\", \"reason\":"
            + " \"x\"}",
        409);

    assertThat(published(Topics.BACKUP_REQUESTED, "early")).isEmpty();
  }

  @Test
  void aFleetIsAskedForByLabels() throws Exception {
    JsonNode answer =
        asked(
            "ci",
            "{\"kind\": \"fleet\", \"operationId\": \"f-1\", \"mode\": \"PLAN\", \"select\":"
                + " {\"team\": \"crm\"}}",
            202);

    assertThat(answer.at("/database").asText()).isEqualTo("*");
    FleetRequested fleet = one(Topics.FLEET_REQUESTED, "f-1", FleetRequested.class);
    assertThat(fleet.getSelect()).containsEntry("team", "crm");
    asked(
        "team", "{\"kind\": \"fleet\", \"mode\": \"PLAN\", \"select\": {\"team\": \"crm\"}}", 202);
    asked("team", "{\"kind\": \"fleet\", \"mode\": \"PLAN\", \"databases\": [\"shop\"]}", 403);
    asked("ci", "{\"kind\": \"fleet\", \"mode\": \"PLAN\", \"databases\": [\"nosuch\"]}", 404);
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    record Case(String json, int status, String code, String says) {}
    String deep = "[".repeat(2_000) + "]".repeat(2_000);
    for (Case each :
        List.of(
            new Case(
                "{\"kind\": \"backup\", \"database\": \"shop\", \"jbos\": 2}",
                400,
                "INVALID_REQUEST",
                "jbos is not a field of BackupRequested"),
            new Case(
                "{\"kind\": \"backup\", \"database\": \"shop\", \"jobs\": \"2\"}",
                400,
                "INVALID_REQUEST",
                "jobs must be"),
            new Case("{\"kind\": \"backup\"}", 400, "INVALID_REQUEST", "database is missing"),
            new Case(
                "{\"kind\": \"migrate\", \"database\": \"shop\"}",
                400,
                "INVALID_REQUEST",
                "mode is missing"),
            new Case(
                "{\"kind\": \"destroy\", \"database\": \"shop\"}",
                400,
                "INVALID_REQUEST",
                "no such kind"),
            new Case("{\"database\": \"shop\"}", 400, "INVALID_REQUEST", "kind is missing"),
            new Case(
                "{\"kind\": [], \"database\": \"shop\"}",
                400,
                "INVALID_REQUEST",
                "kind must be a string"),
            new Case(
                "{\"kind\": \"backup\", \"database\": \"shp\"}", 404, "UNKNOWN_DATABASE", "shp"),
            new Case(
                "{\"kind\": \"backup\", \"database\": \"shop\", \"database\": \"crm\"}",
                400,
                "INVALID_REQUEST",
                "Duplicate"),
            new Case(
                "{\"kind\": \"backup\", \"database\": \"shop\", \"labels\": " + deep + "}",
                400,
                "INVALID_REQUEST",
                "depth"),
            new Case(
                "{\"kind\": \"backup\", \"database\": \"shop\", \"operationId\": \"../../x\"}",
                400,
                "INVALID_REQUEST",
                "operationId must be"),
            new Case(
                "{\"kind\": \"backup\", \"database\": \"a\\r\\nX-Evil: 1\"}",
                400,
                "INVALID_REQUEST",
                "control character"),
            new Case(
                "{\"kind\": \"backup\", \"database\": \"shop\", \"requestedBy\": \"bob\"}",
                403,
                "NOT_PERMITTED",
                "requestedBy"),
            new Case(
                "{\"kind\": \"backup\", \"database\": \"shop\"} {}",
                400,
                "INVALID_REQUEST",
                "JSON"),
            new Case("[]", 400, "INVALID_REQUEST", "not a JSON object"),
            new Case("{\"kind\"", 400, "INVALID_REQUEST", "JSON"),
            new Case("", 400, "INVALID_REQUEST", ""))) {
      JsonNode problem = asked("ci", each.json(), each.status());
      assertThat(problem.at("/code").asText()).as(each.json()).isEqualTo(each.code());
      assertThat(problem.at("/message").asText()).as(each.json()).contains(each.says());
      assertThat(problem.at("/remedy").asText()).as(each.json()).isNotBlank();
    }
    asked("ci", "{\"kind\": \"backup\", \"reason\": \"" + "x".repeat(70_000) + "\"}", 413);
    HttpResponse<String> form =
        monitor
            .client()
            .send(
                java.net.http.HttpRequest.newBuilder(monitor.address("/api/operations"))
                    .headers(as("ci"))
                    .header("Content-Type", "text/plain")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    documented("POST", "/api/operations", form, 415);
    assertThat(monitor.get("/api/nosuch", as("eve")).body()).contains("\"code\"");
    assertThat(monitor.get("/api/operations?limit=many", as("eve")).statusCode()).isEqualTo(400);
    assertThat(monitor.get("/api/databases/shop/health", as("eve")).body()).contains("\"remedy\"");
  }

  @Test
  void whoMayNotIsToldSoAndNothingIsPublished() throws Exception {
    String backup = "{\"kind\": \"backup\", \"operationId\": \"never\", \"database\": \"shop\"}";

    HttpResponse<String> nobody = monitor.post("/api/operations", backup, new String[0]);
    documented("POST", "/api/operations", nobody, 401);
    assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"drover\"");
    asked("eve", backup, 403);
    asked("nobody", backup, 401);
    asked("team", backup, 403);
    String foreign = provider.token("ann", "strangers");
    assertThat(monitor.get("/api/databases", "Authorization", "Bearer " + foreign).statusCode())
        .isEqualTo(403);
    assertThat(monitor.get("/api/databases", "X-Forwarded-For", "127.0.0.1").statusCode())
        .isEqualTo(401);
    assertThat(monitor.get("/", "Accept", "text/html").headers().firstValue("Location"))
        .contains("/sign-in?back=%2F");

    assertThat(published(Topics.BACKUP_REQUESTED, "never")).isEmpty();
    String known = provider.token("ann@example.org", "herders");
    assertThat(
            monitor
                .post(
                    "/api/operations",
                    backup.replace("never", "by-ann"),
                    "Authorization",
                    "Bearer " + known)
                .statusCode())
        .isEqualTo(202);
    assertThat(one(Topics.BACKUP_REQUESTED, "by-ann", BackupRequested.class).getRequestedBy())
        .isEqualTo("drover/for/ann@example.org");
  }

  @Test
  void someoneWhoSignsInGetsASessionThatNeedsThePagesWord() throws Exception {
    HttpResponse<String> wrong = form("/sign-in", "token=guess&back=%2F");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
    HttpResponse<String> elsewhere = form("/sign-in", "token=ci-secret&back=%2F%2Fevil.example");
    assertThat(elsewhere.headers().firstValue("Location")).contains("/");

    HttpResponse<String> right = form("/sign-in", "token=ci-secret&back=%2Falerts");
    assertThat(right.statusCode()).isEqualTo(303);
    assertThat(right.headers().firstValue("Location")).contains("/alerts");
    String cookie = right.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Strict", "Path=/")
        .doesNotContain("Secure");
    String session = cookie.substring(0, cookie.indexOf(';'));

    assertThat(monitor.get("/api/databases", "Cookie", session).statusCode()).isEqualTo(200);
    assertThat(monitor.get("/sign-in", "Cookie", session).body()).contains("<strong>ci</strong>");
    String backup = "{\"kind\": \"backup\", \"operationId\": \"forged\", \"database\": \"shop\"}";
    assertThat(monitor.post("/api/operations", backup, "Cookie", session).statusCode())
        .isEqualTo(403);
    assertThat(published(Topics.BACKUP_REQUESTED, "forged")).isEmpty();
    assertThat(form("/sign-out", "", "Cookie", session).statusCode()).isEqualTo(303);
    assertThat(monitor.get("/api/databases", "Cookie", session).statusCode()).isEqualTo(401);
  }

  private static HttpResponse<String> form(String path, String body, String... headers)
      throws Exception {
    var request =
        java.net.http.HttpRequest.newBuilder(monitor.address(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", monitor.address("").toString())
            .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return monitor.client().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** A request as no well-behaved client sends it; gives the line with the status. */
  private static String raw(String path, String host) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), monitor.port())) {
      socket.setSoTimeout(60_000);
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return String.valueOf(in.readLine());
    }
  }

  @Test
  void noPathAndNoNameOfAHostLeadsPastTheGate() throws Exception {
    assertThat(raw("/health", "evil.example")).contains(" 200 ");
    assertThat(raw("/api/databases", "evil.example")).contains(" 403 ");
    for (String path :
        List.of(
            "/health/../api/databases",
            "/health/..%2fapi/databases",
            "//api/databases",
            "/%61pi/databases",
            "/api/databases;/health",
            "/api/databases/",
            "/api/databases?/health",
            "http://127.0.0.1/api/databases",
            "/api/../health")) {
      assertThat(raw(path, "127.0.0.1")).as(path).doesNotContain(" 200 ");
    }
  }

  @Test
  void anOperationIsCancelledAndDecidedAbout() throws Exception {
    for (String database : List.of("shop", "crm")) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          database,
          Events.accepted(Events.header("held-" + database, database, 1), "ann"));
    }
    await().until(() -> monitor.get("/api/operations/held-crm", as("eve")).statusCode() == 200);
    await().until(() -> monitor.get("/api/operations/held-shop", as("eve")).statusCode() == 200);
    String template = "/api/operations/{id}/control";
    String approve = "{\"action\": \"approve\", \"digest\": \"0\", \"reason\": \"fine\"}";

    JsonNode cancelled =
        documented(
            "POST",
            template,
            post(
                "ci",
                "/api/operations/held-shop/control",
                "{\"action\": \"cancel\", \"reason\": \"not now\"}"),
            202);
    assertThat(cancelled.at("/kind").asText()).isEqualTo("backup");
    OperationControl cancel = one(Topics.OPERATION_CONTROL, "held-shop", OperationControl.class);
    assertThat(cancel.getAction()).isEqualTo("cancel");
    assertThat(cancel.getReason()).isEqualTo("not now");
    JsonNode own =
        documented(
            "POST", template, post("bob", "/api/operations/held-shop/control", approve), 403);
    assertThat(own.at("/remedy").asText())
        .isEqualTo("DROVER_SIGNING_KEY=bob.pem ./drover approve held-shop");
    documented("POST", template, post("ci", "/api/operations/held-crm/control", approve), 403);
    documented(
        "POST",
        template,
        post("bob", "/api/operations/held-crm/control", "{\"action\": \"approve\"}"),
        400);
    documented(
        "POST",
        template,
        post("bob", "/api/operations/held-crm/control", "{\"action\": \"explode\"}"),
        400);
    documented(
        "POST",
        template,
        post("ci", "/api/operations/nosuch/control", "{\"action\": \"cancel\"}"),
        404);
    documented(
        "POST",
        template,
        post("team", "/api/operations/held-shop/control", "{\"action\": \"cancel\"}"),
        403);

    documented("POST", template, post("bob", "/api/operations/held-crm/control", approve), 202);
    OperationControl approved = one(Topics.OPERATION_CONTROL, "held-crm", OperationControl.class);
    assertThat(approved.getRequestedBy()).isEqualTo("drover/for/bob");
    assertThat(approved.getDigest()).isEqualTo("0");
    documented(
        "POST",
        template,
        post(
            "ci",
            "/api/operations/soon/control",
            "{\"action\": \"cancel\", \"kind\": \"backup\", \"database\": \"shop\"}"),
        202);
  }

  @Test
  void alertsAreReadAcknowledgedAndSilenced() throws Exception {
    for (int i = 0; i < 3; i++) {
      herd.publish(Topics.ALERTS, "a-" + i, alert("a-" + i, i));
    }
    // At its one look the monitor may find something wrong with shop, but not with crm.
    await().until(() -> read("/api/alerts", "/api/alerts?database=crm").at("/alerts").size() == 3);

    JsonNode first = read("/api/alerts", "/api/alerts?limit=2&open=true&database=crm");
    assertThat(first.at("/alerts/0/alertId").asText()).isEqualTo("a-2");
    JsonNode last =
        read(
            "/api/alerts", "/api/alerts?limit=2&database=crm&before=" + first.at("/next").asText());
    assertThat(last.at("/alerts/0/alertId").asText()).isEqualTo("a-0");
    assertThat(last.at("/next").isNull()).isTrue();
    assertThat(read("/api/alerts", "/api/alerts?open=false&database=crm").at("/alerts")).isEmpty();
    assertThat(read("/api/alerts", "/api/alerts?severity=warning&database=crm").at("/alerts"))
        .isEmpty();
    read("/api/alerts/{id}", "/api/alerts/a-1");
    documented("GET", "/api/alerts/{id}", monitor.get("/api/alerts/nosuch", as("eve")), 404);

    String template = "/api/alerts/{id}/control";
    Instant until =
        Instant.now().plus(Duration.ofHours(2)).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    documented(
        "POST",
        template,
        post(
            "ci",
            "/api/alerts/a-1/control",
            "{\"action\": \"acknowledge\", \"until\": \"" + until + "\", \"reason\": \"seen\"}"),
        202);
    AlertControl control = one(Topics.ALERT_CONTROL, "a-1", AlertControl.class);
    assertThat(control.getAction()).isEqualTo("acknowledge");
    assertThat(control.getUntil()).isEqualTo(until);
    assertThat(control.getRequestedBy()).isEqualTo("drover/for/ci");
    documented(
        "POST",
        template,
        post(
            "ci",
            "/api/alerts/a-1/control",
            "{\"action\": \"silence\", \"until\": \"2001-01-01T00:00:00Z\"}"),
        400);
    documented(
        "POST",
        template,
        post("ci", "/api/alerts/nosuch/control", "{\"action\": \"release\"}"),
        404);
    documented(
        "POST",
        template,
        post("ci", "/api/alerts/a-1/control", "{\"action\": \"silence\", \"name\": \"all\"}"),
        400);
    documented(
        "POST",
        "/api/silences",
        post("ci", "/api/silences", "{\"server\": \"main\", \"reason\": \"move\"}"),
        202);
    assertThat(one(Topics.ALERT_CONTROL, "main", AlertControl.class).getServer()).isEqualTo("main");
    documented("POST", "/api/silences", post("ci", "/api/silences", "{}"), 400);
    documented(
        "POST", "/api/silences", post("team", "/api/silences", "{\"server\": \"main\"}"), 403);
  }

  @Test
  void silencesAreListedAndTakenBackByWhatTheyAreAbout() throws Exception {
    String path = "/api/silences";
    documented(
        "POST",
        path,
        post("ci", path, "{\"name\": \"connections\", \"reason\": \"load test\"}"),
        202);
    await().untilAsserted(() -> assertThat(silenced()).contains("connections"));

    for (String wrong :
        List.of(
            "{\"server\": \"nosuch\"}",
            "{\"name\": \"nosuch\"}",
            "{\"name\": \"connections\", \"action\": \"acknowledge\"}",
            "{\"name\": \"connections\", \"for\": \"1h\"}",
            "{\"name\": \"connections\", \"alertId\": \"a-1\"}",
            "{\"name\": \"nosuch\", \"action\": \"release\"}",
            "{\"name\": \"connections\", \"action\": \"release\", \"until\":"
                + " \"2100-01-01T00:00:00Z\"}")) {
      documented("POST", path, post("ci", path, wrong), 400);
    }
    documented("POST", path, post("ci", path, "{\"database\": \"nosuch\"}"), 404);

    documented(
        "POST",
        path,
        post("ci", path, "{\"name\": \"connections\", \"action\": \"release\"}"),
        202);
    await().untilAsserted(() -> assertThat(silenced()).doesNotContain("connections"));
  }

  private static List<String> silenced() throws Exception {
    return read("/api/silences", "/api/silences").at("/silences").findValuesAsText("name");
  }

  private static Alert alert(String id, int at) {
    return Alert.newBuilder()
        .setAlertId(id)
        .setState("raised")
        .setName("backup-overdue")
        .setSeverity("critical")
        .setDatabase("crm")
        .setSince(Events.BEGIN.plusSeconds(at))
        .setRaisedAt(Events.BEGIN.plusSeconds(at))
        .setObservedAt(Events.BEGIN.plusSeconds(at))
        .setSummary("No backup.")
        .setSequence(at)
        .build();
  }

  @Test
  void deploymentsAreTakenInAndShown() throws Exception {
    documented(
        "POST",
        "/api/deployments",
        post(
            "ci",
            "/api/deployments",
            "{\"database\": \"shop\", \"name\": \"web\", \"version\": \"7\", \"link\":"
                + " \"https://ci.example.org/7\"}"),
        202);

    await()
        .until(
            () ->
                read("/api/deployments", "/api/deployments?database=shop").at("/deployments").size()
                    == 1);
    DeploymentObserved observed = one(Topics.DEPLOYMENTS, "web", DeploymentObserved.class);
    assertThat(observed.getRequestedBy()).isEqualTo("drover/for/ci");
    assertThat(observed.getObservedAt())
        .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(60));
    documented(
        "POST",
        "/api/deployments",
        post(
            "ci",
            "/api/deployments",
            "{\"database\": \"shop\", \"name\": \"web\", \"link\": \"javascript:alert(1)\"}"),
        400);
    assertThat(monitor.get("/api/deployments", as("eve")).statusCode()).isEqualTo(400);
  }

  @Test
  void databasesAreFilteredPagedAndAnsweredByTag() throws Exception {
    await()
        .until(() -> read("/api/databases/{name}", "/api/databases/shop").at("/checks").size() > 0);

    assertThat(names("/api/databases?limit=1")).isEqualTo("crm");
    assertThat(read("/api/databases", "/api/databases?limit=1").at("/next").asText())
        .isEqualTo("crm");
    assertThat(names("/api/databases?after=sho")).isEqualTo("shop");
    assertThat(names("/api/databases?label=team:crm")).isEqualTo("crm");
    assertThat(names("/api/databases?label=team")).isEqualTo("crm");
    assertThat(names("/api/databases?q=SHO")).isEqualTo("shop");
    assertThat(names("/api/databases?server=main")).isEqualTo("crm,shop");
    read("/api/databases/{name}", "/api/databases/shop");
    read("/api/databases/{name}/health", "/api/databases/shop/health?check=size&points=10");
    read("/api/services", "/api/services");
    documented(
        "GET",
        "/api/databases/{name}/migrations",
        monitor.get("/api/databases/shop/migrations", as("eve")),
        404);

    HttpResponse<String> whole = monitor.get("/api/openapi.yaml", as("eve"));
    assertThat(whole.body()).startsWith("openapi: 3.1.0");
    HttpResponse<String> found = monitor.get("/api/backups", as("eve"));
    String tag = found.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again =
        monitor.get(
            "/api/backups",
            "Authorization",
            "Bearer eve-secret",
            "If-None-Match",
            "\"x\", W/" + tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    herd.publish(Topics.BACKUPS, "b-tag", Events.committed("gone", "b-tag", Instant.now()));
    await()
        .until(
            () ->
                monitor
                        .get(
                            "/api/backups",
                            "Authorization",
                            "Bearer eve-secret",
                            "If-None-Match",
                            tag)
                        .statusCode()
                    == 200);
  }

  private static String names(String path) throws Exception {
    return IntStream.range(0, read("/api/databases", path).at("/databases").size())
        .mapToObj(
            i -> {
              try {
                return read("/api/databases", path).at("/databases/" + i + "/name").asText();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            })
        .collect(Collectors.joining(","));
  }

  @Test
  void aFilterThatMeansNothingIsRefusedWithWhatThereIs() throws Exception {
    record Case(String template, String query, String says) {}
    for (Case each :
        List.of(
            new Case("/api/databases", "status=purple", "critical, warning, unknown, busy, ok"),
            new Case("/api/databases", "label=nocolon", "label is one of team"),
            new Case("/api/databases", "label=tem:crm", "label is one of team"),
            new Case("/api/databases", "server=other", "server is one of main"),
            new Case("/api/databases", "stauts=critical", "label, limit, q, server, status"),
            new Case("/api/databases", "limit=0", "from 1 to 500"),
            new Case("/api/databases", "limit=-1", "from 1 to 500"),
            new Case("/api/operations", "limit=100000", "from 1 to 500"),
            new Case("/api/operations", "state=purple", "open, accepted, waiting"),
            new Case("/api/operations", "kind=purple", "backup, restore"),
            new Case("/api/alerts", "severity=foo", "critical, warning"),
            new Case("/api/alerts", "open=maybe", "true, false"),
            new Case("/api/backups", "limit=501", "from 1 to 500"),
            new Case("/api/services", "x=1", "takes none"))) {
      String path = each.template() + "?" + each.query();
      JsonNode problem = documented("GET", each.template(), monitor.get(path, as("eve")), 400);
      assertThat(problem.at("/remedy").asText()).as(path).contains(each.says());
      assertThat(problem.at("/code").asText()).isEqualTo("INVALID_REQUEST");
    }
    String health = "/api/databases/{name}/health";
    for (String query : List.of("check=nope", "check=size&points=0", "check=size&points=1001")) {
      documented("GET", health, monitor.get("/api/databases/shop/health?" + query, as("eve")), 400);
    }
    assertThat(read("/api/databases", "/api/databases?status=").at("/databases")).isNotEmpty();
    HttpResponse<String> page = monitor.get("/?status=purple", as("eve"));
    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains("status cannot be purple.", "attention, critical");
    for (String path :
        List.of("/?stauts=ok", "/?label=x", "/operations?state=x", "/databases/shop?range=2h")) {
      assertThat(monitor.get(path, as("eve")).statusCode()).as(path).isEqualTo(400);
    }
    HttpResponse<String> endless = monitor.get("/api/databases?q=" + "x".repeat(6_000), as("eve"));
    assertThat(endless.body()).contains("The address is longer").doesNotContain("body");
  }

  @Test
  void whoMayChangeSomeDatabasesOnlyMayNotRebuildTheProjectionOfAll() throws Exception {
    String path = "/api/projection/rebuild";
    assertThat(documented("POST", path, post("team", path, ""), 403).at("/code").asText())
        .isEqualTo("NOT_PERMITTED");
  }

  @Test
  void operationsAndBackupsAreFoundAmongOthers() throws Exception {
    for (int i = 0; i < 3; i++) {
      herd.publish(
          Topics.OPERATION_EVENTS,
          "found",
          Events.accepted(Events.header("seek_" + i, "found", 1), i == 0 ? "ann" : "bob"));
      herd.publish(Topics.BACKUPS, "bk-" + i, Events.committed("found", "bk-" + i, Events.BEGIN));
    }
    herd.publish(
        Topics.OPERATION_EVENTS,
        "found",
        Events.failed(Events.header("seek_2", "found", 2), "away"));
    await()
        .until(
            () -> read("/api/backups", "/api/backups?database=found").at("/backups").size() == 3);
    await().until(() -> operations("database=found&state=failed") == 1);

    assertThat(operations("database=found&requestedBy=ann")).isEqualTo(1);
    assertThat(operations("q=seek_")).isEqualTo(3);
    assertThat(operations("q=seekX")).isZero();
    assertThat(operations("q=%25")).isZero();
    read("/api/operations/{id}", "/api/operations/seek_2");
    JsonNode page = read("/api/backups", "/api/backups?database=found&limit=2");
    assertThat(page.at("/backups/0/backupId").asText()).isEqualTo("bk-2");
    assertThat(
            read("/api/backups", "/api/backups?database=found&before=" + page.at("/next").asText())
                .at("/backups/0/backupId")
                .asText())
        .isEqualTo("bk-0");
    documented("GET", "/api/backups", monitor.get("/api/backups?before=nonsense", as("eve")), 400);
  }

  private static int operations(String filter) throws Exception {
    return read("/api/operations", "/api/operations?" + filter).at("/operations").size();
  }

  @Test
  void theProjectionTellsHowFarItIs() throws Exception {
    await()
        .untilAsserted(
            () -> {
              JsonNode standing = read("/api/projection", "/api/projection");
              assertThat(standing.path("state").asText()).isEqualTo("following");
              assertThat(standing.path("problem").isNull()).isTrue();
              // Empty for as long as the broker is slow to answer.
              assertThat(standing.path("partitions")).isNotEmpty();
            });
    documented("POST", "/api/projection/rebuild", post("eve", "/api/projection/rebuild", ""), 403);
  }

  @Test
  void aReaderOfTheStreamThatComesBackMissesNothing() throws Exception {
    String position;
    try (LiveReader reader = new LiveReader(monitor, as("eve"))) {
      reader.awaitLine(line -> line.startsWith("id:"));
      herd.publish(
          Topics.OPERATION_EVENTS,
          "shop",
          Events.accepted(Events.header("live-1", "shop", 1), "ann"));
      reader.awaitLine(line -> line.contains("live-1"));
      position = reader.position();
    }
    herd.publish(
        Topics.OPERATION_EVENTS,
        "shop",
        Events.accepted(Events.header("live-2", "shop", 1), "ann"));
    await().until(() -> monitor.get("/api/operations/live-2", as("eve")).statusCode() == 200);

    try (LiveReader reader = new LiveReader(monitor, as("eve"), "Last-Event-ID", position)) {
      reader.awaitLine(line -> line.contains("live-2"));
      assertThat(reader.lines()).noneMatch(line -> line.contains("live-1"));
    }
    try (LiveReader reader = new LiveReader(monitor, as("eve"), "Last-Event-ID", "another.7")) {
      reader.awaitLine(line -> line.equals("event: resync"));
    }
    assertThat(Objects.requireNonNull(position)).contains(".");
  }
}
