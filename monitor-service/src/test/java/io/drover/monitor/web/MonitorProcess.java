package io.drover.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.FreePorts;
import io.drover.monitor.Herd;
import io.drover.monitor.MonitorService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The monitor as it runs in earnest: a process of its own. */
public final class MonitorProcess {
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
  private final Herd herd;
  private final Map<String, String> variables;
  private final Path databases;
  private final Path token;
  private final int port;
  private final Process process;

  /** Starts it and waits until it is well. */
  public MonitorProcess(Herd herd) throws IOException {
    this(herd, Map.of());
  }

  /**
   * The same with further variables.
   *
   * @param variables of the environment
   */
  public MonitorProcess(Herd herd, Map<String, String> variables) throws IOException {
    this(herd, registry(herd), variables);
  }

  /** The same with databases.yml and variables of the caller's. */
  public MonitorProcess(Herd herd, String registry, Map<String, String> variables)
      throws IOException {
    this.port = FreePorts.any();
    this.token = Files.createTempFile("drover-token", "");
    this.databases = Files.createTempFile("databases", ".yml");
    Files.writeString(databases, registry);
    this.variables = new HashMap<>(variables);
    this.herd = herd;
    this.process =
        builder().redirectOutput(Path.of("target", "monitor-" + port + ".log").toFile()).start();
    await()
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .until(() -> get("/health").statusCode() == 200);
  }

  private ProcessBuilder builder(String... arguments) {
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
    builder.command().addAll(List.of(arguments));
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
                "DROVER_MONITOR_INTERVAL", "2s",
                "DROVER_TOKEN_FILE", token.toString()));
    builder.environment().putAll(variables);
    return builder.redirectErrorStream(true);
  }

  /** What the program prints that is started with these arguments and the same variables. */
  String run(String... arguments) throws Exception {
    Path printed = Path.of("target", "monitor-" + port + "-command.log");
    Process command = builder(arguments).redirectOutput(printed.toFile()).start();
    try {
      assertThat(command.waitFor(180, TimeUnit.SECONDS)).isTrue();
      assertThat(command.exitValue()).as(Files.readString(printed)).isZero();
      return Files.readString(printed);
    } finally {
      command.destroyForcibly();
    }
  }

  int port() {
    return port;
  }

  /** What it answers at this path. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return client.send(
        request(path).headers(headers).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Posts JSON as whoever may read the file of the generated token. */
  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return post(path, json, "Authorization", "Bearer " + token());
  }

  HttpResponse<String> post(String path, String json, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The token that the process has made. */
  String token() throws IOException {
    return Files.readString(token).strip();
  }

  Path tokenFile() {
    return token;
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
    Files.deleteIfExists(token);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address(path)).timeout(Duration.ofSeconds(60));
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
          verify: { every: 7d }
          schedules: { hourly: { cron: "0 * * * *" } }
      crm:
        server: main
        name: postgres
        labels: { team: crm }
        policy:
          approval: { operations: [backup], approvers: [ann, bob], on-behalf: true }
    """
        .formatted(
            herd.postgres().host(),
            herd.postgres().port(),
            herd.postgres().superuser(),
            herd.password());
  }
}
