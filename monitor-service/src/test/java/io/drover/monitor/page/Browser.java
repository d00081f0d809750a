package io.drover.monitor.page;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Chromium as the system's package brings it, and what it complains of. */
final class Browser implements AutoCloseable {
  private static final double PATIENCE_MILLIS = 60_000;

  private static final List<String> ARGUMENTS =
      List.of(
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final com.microsoft.playwright.Browser chromium =
      playwright
          .chromium()
          .launch(
              new BrowserType.LaunchOptions()
                  .setExecutablePath(Path.of("/usr/bin/chromium"))
                  .setHeadless(true)
                  .setChromiumSandbox(false)
                  .setTimeout(PATIENCE_MILLIS)
                  .setArgs(ARGUMENTS));
  private final URI base;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final String session;

  /** A browser in which a person has signed in by this token. */
  Browser(URI base, String token) {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    this.base = base;
    this.session = signedIn(token);
  }

  private String signedIn(String token) {
    try (BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions().setBaseURL(base.toString()))) {
      context.setDefaultTimeout(PATIENCE_MILLIS);
      Page page = context.newPage();
      page.navigate("/sign-in");
      page.getByLabel("Token").fill(token);
      page.getByLabel("Token").press("Enter");
      page.waitForURL("**/");
      return context.storageState();
    }
  }

  /** How a person looks at it. */
  record Looking(int width, int height, ColorScheme scheme, boolean signedIn, boolean scripts) {
    static final Looking DESKTOP = new Looking(1280, 860, ColorScheme.LIGHT, true, true);
    static final Looking PHONE = new Looking(360, 740, ColorScheme.DARK, true, true);

    Looking signedOut() {
      return new Looking(width, height, scheme, false, scripts);
    }

    Looking withoutScripts() {
      return new Looking(width, height, scheme, signedIn, false);
    }
  }

  /** A page of its own, with no memory of others; it is closed with its context. */
  Page open(Looking looking, String path) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL(base.toString())
                .setStorageState(looking.signedIn() ? session : "{}")
                .setViewportSize(looking.width(), looking.height())
                .setColorScheme(looking.scheme())
                .setJavaScriptEnabled(looking.scripts())
                .setLocale("en-GB")
                .setTimezoneId("UTC"));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (List.of("error", "warning").contains(message.type())) {
            complaints.add(page.url() + " " + message.text());
          }
        });
    page.onPageError(error -> complaints.add(page.url() + " " + error));
    page.onResponse(
        response -> {
          if (response.status() >= 400) {
            complaints.add(response.status() + " " + response.url());
          }
        });
    page.navigate(path);
    return page;
  }

  /** Errors of scripts and of requests since they were last asked for. */
  List<String> complaints() {
    List<String> all = List.copyOf(complaints);
    complaints.clear();
    return all;
  }

  @Override
  public void close() {
    chromium.close();
    playwright.close();
  }
}
