package io.drover.monitor.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.drover.monitor.page.Browser.Looking.DESKTOP;
import static io.drover.monitor.page.Browser.Looking.PHONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.drover.monitor.Events;
import io.drover.monitor.Herd;
import io.drover.monitor.page.Browser.Looking;
import io.drover.monitor.web.MonitorProcess;
import io.drover.monitor.web.Show;
import io.drover.schemas.Alert;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.Topics;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The pages in Chromium as people see them. With {@code -Ddrover.page.picture=true} the picture of
 * the README is made anew.
 */
class PagesTest {
  private static final Path PICTURES = Path.of("target", "pages");
  private static final Map<String, String> PAGES =
      Map.of(
          "herd", "/",
          "well", "/databases/shop?range=7d",
          "unwell", "/databases/billing",
          "operations", "/operations",
          "plan", "/operations/migrate/rehearse-41",
          "failure", "/operations/backup/nightly-crm",
          "approval", "/operations/restore/back-to-monday",
          "alerts", "/alerts",
          "runbook", "/runbooks/connections",
          "services", "/services");
  private static final int TENANTS = 1_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'";

  @SuppressWarnings("NullAway.Init")
  private static Herd herd;

  @SuppressWarnings("NullAway.Init")
  private static MonitorProcess monitor;

  @SuppressWarnings("NullAway.Init")
  private static Showcase showcase;

  @SuppressWarnings("NullAway.Init")
  private static Requests requests;

  @SuppressWarnings("NullAway.Init")
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    herd = new Herd();
    showcase = new Showcase(herd);
    showcase.backups();
    monitor =
        new MonitorProcess(
            herd,
            Showcase.registry(herd),
            Map.of(
                "DROVER_MONITOR_INTERVAL", "1h",
                "DROVER_WRITES_PER_MINUTE", "1000",
                "DROVER_TRACE_URL", "https://traces.example/{trace}",
                "DROVER_ACCESS", access().toString()));
    requests = new Requests(herd);
    browser = new Browser(monitor.address("/"), "ann's secret");
    showcase.publish();
    await()
        .untilAsserted(
            () -> {
              assertThat(monitor.get("/").body()).contains("41.2 GB", "waiting: approval");
              assertThat(monitor.get("/services").body()).contains("migration-service@node-2");
              assertThat(monitor.get("/alerts").body()).contains("A query ran for 13 h.");
              assertThat(monitor.get("/databases/shop").body()).contains("4.11.3", "1 pending");
            });
    await()
        .untilAsserted(
            () -> {
              // Progress is read from when the monitor gets to it, which it need not have yet.
              showcase.progress(380_000_000_000L);
              assertThat(monitor.get("/operations/backup/weekly-9").body()).contains("62 %");
            });
    if (Boolean.getBoolean("drover.page.picture")) {
      picture();
    }
    showcase.publishTenants(TENANTS);
    showcase.unknown(HOSTILE, "It was not looked at.");
    await().untilAsserted(PagesTest::everythingIsFolded);
  }

  private static void everythingIsFolded() throws Exception {
    assertThat(monitor.get("/").body()).contains("1,008 databases");
    JsonNode standing = MAPPER.readTree(monitor.get("/api/projection").body());
    assertThat(standing.path("state").asText()).isEqualTo("following");
    assertThat(standing.path("lag").asLong(-1)).isZero();
  }

  /** Everybody reads, and ann may do everything. */
  private static Path access() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest("ann's secret".getBytes(StandardCharsets.UTF_8));
    Path file = Files.createTempFile("access", ".yml");
    file.toFile().deleteOnExit();
    return Files.writeString(
        file,
        "anonymous: viewer\ntokens:\n  - { name: ann, role: approver, token-sha256: \"%s\" }\n"
            .formatted(HexFormat.of().formatHex(hash)));
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    monitor.close();
    herd.close();
  }

  @AfterEach
  void nothingIsComplainedOf() {
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void everyPageIsWholeOnDesktopAndPhoneByDayAndByNight() {
    for (Looking looking : List.of(DESKTOP, PHONE)) {
      Page page = browser.open(looking, "/");
      PAGES.forEach(
          (name, path) -> {
            page.navigate(path);
            assertThat(page.locator("#link")).hasText("live");
            assertThat(page.locator("h1")).hasCount(1);
            for (int i = 0; i < page.locator("[data-chart]").count(); i++) {
              assertThat(page.locator("[data-chart]").nth(i).locator("[data-empty]")).hasCount(0);
            }
            assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as("%s fits into %d pixels", name, looking.width())
                .isEqualTo(true);
            for (ColorScheme scheme : schemes(looking)) {
              page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
              page.screenshot(
                  new Page.ScreenshotOptions()
                      .setFullPage(!name.equals("herd"))
                      .setPath(
                          PICTURES.resolve(
                              "%s-%d-%s.png".formatted(name, looking.width(), scheme))));
            }
          });
      page.context().close();
    }
  }

  @Test
  void aThousandDatabasesComeAsOneScrolls() {
    Page page = browser.open(DESKTOP, "/");
    assertThat(page.locator("[data-row]")).hasCount(HerdQuery.ROWS);

    page.locator(".more").scrollIntoViewIfNeeded();
    assertThat(page.locator("[data-row]")).hasCount(2 * HerdQuery.ROWS);
    page.locator(".more").scrollIntoViewIfNeeded();
    assertThat(page.locator("[data-row]")).hasCount(3 * HerdQuery.ROWS);

    page.locator("#filter").fill("tenant-0999");
    assertThat(page.locator("[data-row]")).hasCount(1);
    assertThat(page).hasURL(Pattern.compile("[?&]q=tenant-0999"));
    page.locator("#filter").fill("");
    // A request that another one replaces is told as an error on the console.
    assertThat(page.locator("[data-row]")).hasCount(HerdQuery.ROWS);
    page.locator("[name=label]").selectOption("team=money");
    assertThat(page.locator("[data-row]")).hasText(new String[] {"billing", "ledger"});
    page.reload();
    assertThat(page.locator("[data-row]")).hasText(new String[] {"billing", "ledger"});
    page.context().close();
  }

  @Test
  void theHerdCanBeReadWithoutScripts() {
    Page page = browser.open(DESKTOP.withoutScripts(), "/");
    assertThat(page.locator("[data-row]").first()).hasText("crm");
    page.locator(".more a").click();
    assertThat(page.locator("[data-row]")).hasCount(HerdQuery.ROWS);
    assertThat(page).hasURL(Pattern.compile("page=2"));
    page.navigate("/?q=ledger");
    assertThat(page.locator("[data-row]")).hasText("ledger");
    page.context().close();
  }

  @Test
  void allOfItCanBeReachedByKeys() {
    Page page = browser.open(DESKTOP, "/");
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip")).isFocused();
    page.keyboard().press("/");
    assertThat(page.locator("#filter")).isFocused();
    page.keyboard().press("Escape");
    page.keyboard().press("j");
    page.keyboard().press("j");
    page.keyboard().press("k");
    assertThat(page.locator("#db-crm")).isFocused();
    page.keyboard().press("?");
    assertThat(page.locator("#keys")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.locator("#keys")).isHidden();
    page.locator("#db-crm").press("Enter");
    assertThat(page.locator("h1")).hasText("crm");
    page.context().close();
  }

  @Test
  void aRunningBackupIsFollowedWithoutLoadingAnew() {
    Page page = browser.open(DESKTOP, "/operations/backup/weekly-9");
    assertThat(page.locator("#link")).hasText("live");
    page.locator(".timeline summary").first().click();
    showcase.progress(459_000_000_000L);
    assertThat(page.locator("[data-progress]").first()).containsText("75 %");

    showcase.fact(
        Events.waiting(Events.header("backup", "weekly-9", "warehouse", 3, Showcase.NOW)),
        "warehouse");
    assertThat(page.locator(".lead")).containsText("waiting");
    assertThat(page.locator(".timeline details").first()).hasAttribute("open", "");
    showcase.fact(
        Events.started(Events.header("backup", "weekly-9", "warehouse", 4, Showcase.NOW)),
        "warehouse");
    assertThat(page.locator(".lead")).containsText("running");
    page.locator("[data-dialog=cancel]").click();
    assertThat(page.locator("#cancel")).isVisible();
    page.context().close();
  }

  @Test
  void nothingIsPulledFromUnderTheHandsOfSomeoneWhoHasJustOpenedAForm() {
    showcase.fact(
        Events.accepted(Events.header("backup", "held", "search", 1, Showcase.NOW), "ann"),
        "search");
    await().until(() -> monitor.get("/operations/backup/held").body().contains("accepted"));
    Page page = browser.open(DESKTOP, "/operations/backup/held");
    assertThat(page.locator("#link")).hasText("live");
    Deque<Route> renewals = new ArrayDeque<>();
    page.route("**/operations/backup/held", renewals::add);
    showcase.fact(
        Events.started(Events.header("backup", "held", "search", 2, Showcase.NOW)), "search");
    page.waitForCondition(() -> !renewals.isEmpty());

    page.locator("[data-dialog=cancel]").click();
    page.unroute("**/operations/backup/held");
    page.waitForResponse("**/operations/backup/held", () -> renewals.remove().resume());

    page.locator("#cancel [name=reason]").fill("not now");
    page.locator("#cancel [data-close]").click();
    assertThat(page.locator(".lead")).containsText("running");
    showcase.fact(
        Events.failed(Events.header("backup", "held", "search", 3, Showcase.NOW), "Disk is full."),
        "search");
    page.context().close();
  }

  @Test
  void aBackupIsAskedForAndFollowedToItsEnd() {
    Page page = browser.open(PHONE, "/databases/identity");
    page.locator("[data-dialog=backup]").click();
    Locator reason = page.locator("#backup [name=reason]");
    reason.evaluate("field => field.removeAttribute('maxlength')");
    reason.fill("why ".repeat(300));
    page.locator("#backup [type=submit]").click();
    assertThat(page.locator("#backup .answer")).containsText("reason");
    assertThat(page.locator("#backup")).isVisible();
    browser.complaints();

    reason.fill("before the release");
    page.locator("#backup [type=submit]").click();
    assertThat(page.locator(".lead")).containsText("not heard of");
    JsonNode request =
        requests.published(
            Topics.BACKUP_REQUESTED, one -> one.at("/reason").asText().contains("release"));
    String id = request.at("/operationId").asText();
    assertThat(request.at("/database").asText()).isEqualTo("identity");
    assertThat(page).hasURL(Pattern.compile("/operations/backup/" + id));

    Instant now = Instant.now();
    showcase.fact(
        Events.accepted(Events.header("backup", id, "identity", 1, now), "ann"), "identity");
    assertThat(page.locator(".lead")).containsText("accepted");
    showcase.fact(Events.started(Events.header("backup", id, "identity", 2, now)), "identity");
    showcase.fact(Events.succeeded(Events.header("backup", id, "identity", 3, now)), "identity");
    assertThat(page.locator(".lead")).containsText("succeeded");
    page.context().close();
  }

  @Test
  void aRestoreInPlaceNeedsTheNameTyped() {
    Page page = browser.open(DESKTOP, "/databases/shop");
    page.locator("[data-dialog=restore]").click();
    Locator dialog = page.locator("#restore");
    assertThat(dialog.locator("[name=confirm]")).isHidden();
    dialog.locator("[value=replace]").check();
    dialog.locator("[name=confirm]").fill("shopp");
    dialog.locator("[type=submit]").click();
    assertThat(dialog).isVisible();
    assertThat(requests.count(Topics.RESTORE_REQUESTED, PagesTest::replaces)).isZero();
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("restore.png")));

    dialog.locator("[name=confirm]").fill("shop");
    dialog.locator("[name=backupId]").selectOption("20261122T01-shop");
    dialog.locator("[type=submit]").click();

    JsonNode request = requests.published(Topics.RESTORE_REQUESTED, PagesTest::replaces);
    assertThat(request.at("/confirm").asText()).isEqualTo("shop");
    assertThat(request.at("/backupId").asText()).isEqualTo("20261122T01-shop");
    assertThat(says(request, "targetName")).isFalse();
    page.context().close();
  }

  private static boolean replaces(JsonNode request) {
    return request.at("/mode").asText().equals("replace");
  }

  @Test
  void aRestoreInPlaceTellsWhatWasAskedForAndIsUndone() {
    Instant now = Instant.now();
    showcase.fact(
        OperationAccepted.newBuilder(
                Events.accepted(Events.header("restore", "swap-1", "search", 1, now), "ann"))
            .setAsked(Map.of("mode", "replace", "backupId", "latest", "undoWindowSeconds", "86400"))
            .build(),
        "search");
    showcase.fact(Events.started(Events.header("restore", "swap-1", "search", 2, now)), "search");
    await().until(() -> monitor.get("/operations/restore/swap-1").statusCode() == 200);
    Page page = browser.open(DESKTOP, "/operations/restore/swap-1");
    assertThat(page.locator("section[aria-labelledby=asked-title]"))
        .containsText(
            Pattern.compile("backup id\\s*latest.*mode\\s*replace.*24 h", Pattern.DOTALL));
    assertThat(page.locator("[data-dialog=undo]")).hasCount(0);

    showcase.fact(
        RestoreSucceeded.newBuilder()
            .setHeader(Events.header("restore", "swap-1", "search", 3, now))
            .setBackupId("20261122T01-search")
            .setTargetName("search")
            .setTables(3)
            .setRows(7)
            .setDurationMillis(900)
            .setMode("replace")
            .setKeptAs("search_kept")
            .setUndoUntil(now.plus(Duration.ofHours(24)))
            .build(),
        "search");
    assertThat(page.locator(".remedy code"))
        .hasText("./drover undo search swap-1 --confirm search");
    open(page.locator("[data-dialog=undo]"), page.locator("#undo"));
    page.locator("#undo [name=confirm]").fill("search");
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("undo.png")));
    page.locator("#undo [type=submit]").click();

    JsonNode request =
        requests.published(
            Topics.RESTORE_REQUESTED, one -> one.at("/mode").asText().equals("undo"));
    assertThat(request.at("/undoes").asText()).isEqualTo("swap-1");
    assertThat(request.at("/confirm").asText()).isEqualTo("search");
    page.context().close();
  }

  @Test
  void aDatabaseIsAsBadAsItsWorstAlertAndTheTilesLeadToIt() {
    Page page = browser.open(DESKTOP, "/");
    // Each heartbeat renews the tiles, and a tile that goes between press and release is not hit.
    await()
        .pollInSameThread()
        .until(
            () -> {
              page.locator("#summary a[href='/?status=critical']").click();
              return page.url().endsWith("status=critical");
            });
    Locator row =
        page.locator("tr", new Page.LocatorOptions().setHas(page.locator("#db-identity")));
    assertThat(row).containsText("Migration 42 of identity failed and was rolled back.");
    assertThat(page.locator("td[data-label=Health] > .status:not([data-status=critical])"))
        .hasCount(0);
    page.navigate("/databases/identity");
    assertThat(page.locator(".lead .status")).hasText("critical");
    assertThat(page.locator("#alert-identity-42 .advice"))
        .hasText("Correct the script and apply again.");
    page.context().close();
  }

  @Test
  void aCopyAVerificationAndAPlanAreAskedFor() {
    Page page = browser.open(DESKTOP, "/databases/shop");
    page.locator("[data-dialog=restore]").click();
    page.locator("#restore [value=new]").check();
    page.locator("#restore [name=targetName]").fill("shop_tuesday");
    page.locator("#restore [type=submit]").click();
    assertThat(
            requests
                .published(Topics.RESTORE_REQUESTED, one -> says(one, "targetName"))
                .at("/targetName")
                .asText())
        .isEqualTo("shop_tuesday");
    // The page goes there by itself, which must not get in the way of the next address.
    assertThat(page).hasURL(Pattern.compile("/operations/restore/"));

    page.navigate("/databases/shop");
    page.locator("[data-dialog=verify]").click();
    page.locator("#verify [type=submit]").click();
    assertThat(requests.published(Topics.VERIFY_REQUESTED, one -> true).at("/backupId").asText())
        .isEqualTo("latest");
    assertThat(page).hasURL(Pattern.compile("/operations/verify/"));

    page.navigate("/databases/shop");
    page.locator("[data-dialog=migrate]").click();
    page.locator("#migrate [type=submit]").click();
    requests.published(Topics.MIGRATE_REQUESTED, one -> one.at("/mode").asText().equals("PLAN"));
    page.context().close();
  }

  @Test
  void exactlyThePlanThatIsShownIsApplied() {
    Page page = browser.open(DESKTOP, "/operations/migrate/plan-41");
    page.locator("[data-dialog=apply]").click();
    page.locator("#apply [type=submit]").click();

    JsonNode request =
        requests.published(
            Topics.MIGRATE_REQUESTED, one -> one.at("/mode").asText().equals("APPLY"));
    assertThat(request.at("/planDigest").asText()).isEqualTo("787700c513cd7a09".repeat(4));
    page.context().close();
  }

  @Test
  void anOperationIsCancelledAndADecisionNamesTheCommandThatSignsIt() {
    Page page = browser.open(PHONE, "/operations/restore/back-to-monday");
    for (String action : List.of("approve", "reject")) {
      page.locator("[data-dialog=" + action + "]").click();
      page.locator("#" + action + " [type=submit]").click();
      assertThat(page.locator("#" + action + " .answer"))
          .containsText("./drover " + action + " back-to-monday");
      page.keyboard().press("Escape");
      browser.complaints();
    }
    page.locator("[data-dialog=cancel]").click();
    page.locator("#cancel [type=submit]").click();
    assertThat(page.locator("#cancel")).isHidden();
    JsonNode control = requests.published(Topics.OPERATION_CONTROL, one -> true);
    assertThat(control.at("/action").asText()).isEqualTo("cancel");
    assertThat(control.at("/operationId").asText()).isEqualTo("back-to-monday");
    assertThat(control.at("/kind").asText()).isEqualTo("restore");
    page.context().close();
  }

  @Test
  void whatIsMeasuredOfRecoveryLeadsToItsOperationAndThatToItsTrace() {
    Page page = browser.open(PHONE, "/databases/shop");
    Locator recovery = page.locator("#recovery");
    assertThat(recovery).containsText("Worst recovery point");
    follow(
        recovery.locator("a[href='/operations/backup/nightly-shop']").first(),
        "/operations/backup/nightly-shop");
    assertThat(page.locator("h1")).hasText("backup of shop");
    assertThat(page.locator("dd a[href^='https://traces.example/']"))
        .hasText(Pattern.compile("[0-9a-f]{32}"));
    page.context().close();
  }

  @Test
  void aProjectionThatIsBehindIsSaidOnEveryPageAndRebuiltWhenThatIsConfirmed() throws Exception {
    Page page = browser.open(DESKTOP, "/alerts");
    assertThat(page.locator("#link")).hasText("live");
    assertThat(page.locator("#notice")).not().containsText("old");
    Schema unknown =
        SchemaBuilder.record("NewFact").namespace("io.drover.later").fields().endRecord();
    herd.publish(Topics.OPERATION_EVENTS, "shop", Herd.encoded(new GenericData.Record(unknown)));
    assertThat(page.locator("#notice")).containsText("What you see may be old.");
    page.locator("#notice a").click();
    Locator projection = page.locator("#projection");
    assertThat(projection).containsText("stalled");
    assertThat(projection).containsText("No schema with the fingerprint");
    assertThat(projection.locator("progress")).hasCount(1);
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve("stalled.png")));

    herd.publishSchema(unknown);
    assertThat(projection).containsText("following");
    assertThat(page.locator("#notice")).not().containsText("old");

    open(projection.locator("[data-dialog=rebuild]"), page.locator("#rebuild"));
    page.locator("#rebuild [data-close]").click();
    open(projection.locator("[data-dialog=rebuild]"), page.locator("#rebuild"));
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("rebuild.png")));
    page.locator("#rebuild [type=submit]").click();
    assertThat(page.locator("#rebuild")).isHidden();
    await().untilAsserted(PagesTest::everythingIsFolded);
    assertThat(projection).containsText("following");
    page.context().close();
  }

  /** Clicks until it opens: a button that is renewed between press and release is not hit. */
  private static void open(Locator button, Locator dialog) {
    await()
        .pollInSameThread()
        .until(
            () -> {
              if (!dialog.isVisible()) {
                button.click();
              }
              return dialog.isVisible();
            });
  }

  /** The same of a link, to an address that holds this text. */
  private static void follow(Locator link, String address) {
    Page page = link.page();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInSameThread()
        .ignoreExceptionsInstanceOf(TimeoutError.class)
        .until(
            () -> {
              if (!page.url().contains(address)) {
                link.click(new Locator.ClickOptions().setTimeout(2_000));
                page.waitForURL(
                    url -> url.contains(address), new Page.WaitForURLOptions().setTimeout(5_000));
              }
              return page.url().contains(address);
            });
  }

  private static boolean says(JsonNode request, String field) {
    return !request.path(field).asText("").isEmpty();
  }

  @Test
  void alertsComeAndAreAcknowledgedAndSilenced() {
    Page page = browser.open(DESKTOP, "/alerts");
    assertThat(page.locator("#link")).hasText("live");
    Alert alert =
        Alert.newBuilder(Showcase.alert("new-one", HOSTILE, "critical", "search", Instant.now()))
            .setSummary(HOSTILE)
            .build();
    showcase.alert(alert);
    Locator shown = page.locator("#alert-new-one");
    assertThat(shown).containsText(HOSTILE);

    open(shown.getByText("Acknowledge"), page.locator("#alert-control"));
    assertThat(page.locator("#alert-control [type=submit]")).hasText("Acknowledge");
    page.locator("#alert-control [type=submit]").click();
    assertThat(page.locator("#alert-control")).isHidden();
    assertThat(shown).containsText("acknowledged by you, on its way");
    showcase.alert(Alert.newBuilder(alert).setSequence(2).setSummary("Renewed.").build());
    assertThat(shown).containsText("Renewed.");
    assertThat(shown).containsText("acknowledged by you, on its way");
    showcase.alert(Alert.newBuilder(alert).setSequence(3).setAcknowledgedBy("ann").build());
    assertThat(shown).containsText("acknowledged by ann");
    assertThat(shown).not().containsText("on its way");
    open(shown.getByText("Silence"), page.locator("#alert-control"));
    page.locator("#alert-control [name=until]").selectOption("1");
    page.locator("#alert-control [type=submit]").click();

    JsonNode silence =
        requests.published(
            Topics.ALERT_CONTROL,
            one ->
                one.at("/action").asText().equals("silence")
                    && one.at("/alertId").asText().equals("new-one"));
    assertThat(Instant.parse(silence.at("/until").asText()))
        .isBetween(
            Instant.now().plus(Duration.ofMinutes(55)), Instant.now().plus(Duration.ofHours(1)));
    requests.published(
        Topics.ALERT_CONTROL, one -> one.at("/action").asText().equals("acknowledge"));
    assertThat(page.locator("a[href^=javascript]")).hasCount(0);
    assertThat(page.locator("a[href^='https://runbooks.example']")).hasCount(1);
    assertThat(page.locator("#alert-billing-full .evidence .wide dd").innerText())
        .contains("idle\n12 of billing-web");
    page.context().close();
  }

  @Test
  void silencesAreMadeAndTakenBackAndRunbooksAreRead() {
    Page page = browser.open(DESKTOP, "/alerts");
    page.locator("[data-dialog=silence]").click();
    page.locator("#silence [name=name]").fill("connections");
    page.locator("#silence [name=reason]").fill(HOSTILE);
    page.locator("#silence [type=submit]").click();
    Locator silence = page.locator(".silence");
    assertThat(silence).containsText("connections");
    assertThat(silence).containsText(HOSTILE);

    open(silence.locator("[data-dialog=release]"), page.locator("#release"));
    page.locator("#release [type=submit]").click();
    assertThat(silence).hasCount(0);

    follow(page.locator("a[href^='/runbooks/']").first(), "/runbooks/");
    assertThat(page.locator(".runbook")).containsText("Look at:");
    page.navigate("/databases/shop");
    page.locator("[data-dialog=silence]").click();
    assertThat(page.locator("#silence [name=database]")).hasValue("shop");
    page.context().close();
  }

  @Test
  void whatDatabasesSayIsShownAndNeverCarriedOut() {
    Page page = browser.open(DESKTOP, "/");
    assertThat(page.locator("#link")).hasText("live");
    Locator row = page.locator("tr", new Page.LocatorOptions().setHasText(HOSTILE));
    assertThat(row).containsText("It was not looked at.");

    showcase.unknown(HOSTILE, "<script>document.title = 'carried out'</script>");
    assertThat(row).containsText("<script>document.title");
    follow(row.locator("[data-row]"), "/databases/");

    assertThat(page.locator("h1")).hasText(HOSTILE);
    assertThat(page.locator(".lead")).containsText("carried out");
    assertThat(page).hasTitle(HOSTILE + " · Drover");
    page.context().close();
  }

  @Test
  void whoHasNotSignedInIsSentToSignIn() {
    Page page = browser.open(DESKTOP.signedOut(), "/databases/shop?range=1h");
    assertThat(page.locator("[data-dialog=backup]")).hasCount(0);
    assertThat(page.locator(".head [data-sign-in]").first())
        .hasAttribute("href", "/sign-in?back=" + Show.encoded("/databases/shop?range=1h"));
    assertThat(page.locator("a[href^=javascript]")).hasCount(0);
    page.navigate("/alerts");
    assertThat(page.locator("#alert-crm-late")).containsText("Acknowledge or silence");
    page.navigate("/operations/restore/back-to-monday");
    assertThat(page.locator("[data-dialog=approve]")).hasCount(0);
    page.context().close();
  }

  @Test
  void historyIsDrawnForTheRangeAskedFor() {
    Page page = browser.open(DESKTOP, "/databases/billing");
    page.locator(".ranges").getByText("7d").click();
    assertThat(page).hasURL(Pattern.compile("range=7d"));
    assertThat(page.locator(".chart canvas").first()).isVisible();
    follow(page.locator(".checks").getByText("size"), "check=size");
    // Its chart was the first one before, too: the mouse must not go to that page.
    assertThat(page).hasURL(Pattern.compile("check=size"));
    assertThat(page.locator(".chart b").first()).hasText("size");
    pointAt(page.locator(".chart").first(), " at ");
    Locator connections =
        page.locator(".chart", new Page.LocatorOptions().setHasText("connections"));
    pointAt(connections, "at most");
    page.context().close();
  }

  /** Again where the chart goes from under the mouse, as others of the page are drawn. */
  private static void pointAt(Locator chart, String says) {
    await()
        .pollInSameThread()
        .untilAsserted(
            () -> {
              chart.page().mouse().move(0, 0);
              chart.locator(".u-over").hover();
              assertThat(chart.locator("figcaption"))
                  .containsText(
                      says, new LocatorAssertions.ContainsTextOptions().setTimeout(2_000));
            });
  }

  @Test
  void scriptsAndStylesAreKeptForEver() throws Exception {
    HttpResponse<String> script = monitor.get(Assets.address("htmx.js"));

    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(script.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
    assertThat(monitor.get("/assets/0000000000000000/htmx.js").statusCode()).isEqualTo(404);
    assertThat(monitor.get(Assets.address("htmx.js") + "/../../secret").statusCode())
        .isEqualTo(404);
  }

  private static List<ColorScheme> schemes(Looking looking) {
    return looking.equals(PHONE)
        ? List.of(ColorScheme.DARK)
        : List.of(ColorScheme.DARK, ColorScheme.LIGHT);
  }

  private static void picture() {
    Page page = browser.open(DESKTOP, "/");
    assertThat(page.locator("#link")).hasText("live");
    page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("..", "docs", "page.png")));
    page.context().close();
  }
}
