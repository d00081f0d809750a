package io.drover.monitor.web;

import static org.awaitility.Awaitility.await;

import io.drover.monitor.Herd;
import io.drover.monitor.MonitorService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The monitor as it runs in earnest: a process of its own. */
public final class MonitorProcess {
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Path databases;
  private final int port;
  private final Process process;

  /** Starts it and waits until it is well. */
  public MonitorProcess(Herd herd) throws IOException {
    this(herd, registry(herd), Map.of());
  }

  /** The same with databases.yml and variables of the caller's. */
  public MonitorProcess(Herd herd, String registry, Map<String, String> variables)
      throws IOException {
    this.port = freePort();
    this.databases = Files.createTempFile("databases", ".yml");
    Files.writeString(databases, registry);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            MonitorService.class.getName());
    builder
        .environment()
        .putAll(
            Map.of(
                "DROVER_KAFKA", herd.bus().bootstrapServers(),
                "DROVER_TOPIC_PREFIX", herd.bus().topicPrefix(),
                "DROVER_STATE_URL", herd.stateUrl(),
                "DROVER_STATE_USER", herd.postgres().superuser(),
                "DROVER_STATE_PASSWORD", herd.password(),
                "DROVER_DATABASES", databases.toString(),
                "DROVER_HTTP_PORT", String.valueOf(port),
                "DROVER_MONITOR_INTERVAL", "2s"));
    builder.environment().putAll(variables);
    this.process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "monitor-" + port + ".log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> get("/health").statusCode() == 200);
  }

  int port() {
    return port;
  }

  /** What it answers at this path. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpClient client() {
    return client;
  }

  /** Where this path is. */
  public URI address(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Ends the process. */
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    Files.delete(databases);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address(path)).timeout(Duration.ofSeconds(20));
  }

  private static String registry(Herd herd) {
    return """
    servers:
      main:
        host: %s
        port: %d
        maintenance-database: postgres
        user: %s
        password: "%s"
        ssl-mode: disable
    databases:
      shop:
        server: main
        name: template1
        policy:
          recovery-point-objective: 24h
          schedules: { hourly: { cron: "0 * * * *" } }
      crm:
        server: main
        name: postgres
    """
        .formatted(
            herd.postgres().host(),
            herd.postgres().port(),
            herd.postgres().superuser(),
            herd.password());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
