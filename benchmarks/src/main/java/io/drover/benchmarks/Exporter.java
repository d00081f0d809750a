package io.drover.benchmarks;

import io.drover.localstack.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's prometheus-postgres-exporter with its default set of metrics. */
final class Exporter implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Process process;
  private final URI metrics;

  private Exporter(Process process, int port) {
    this.process = process;
    this.metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
  }

  /** One that finds the databases of the server itself. */
  static Exporter ofServer(BenchmarkStack stack) throws Exception {
    Exporter exporter = start(stack, "postgres", "--auto-discover-databases");
    exporter.awaitAnswer();
    return exporter;
  }

  /** One for each of the databases. */
  static List<Exporter> ofEach(BenchmarkStack stack, List<String> databases) throws Exception {
    List<Exporter> exporters = new ArrayList<>();
    for (String database : databases) {
      exporters.add(start(stack, database, "--no-auto-discover-databases"));
    }
    for (Exporter exporter : exporters) {
      exporter.awaitAnswer();
    }
    return exporters;
  }

  private static Exporter start(BenchmarkStack stack, String database, String discovery)
      throws IOException {
    int port = FreePorts.any();
    ProcessBuilder builder =
        new ProcessBuilder(
                "prometheus-postgres-exporter", discovery, "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(stack.scratch("exporter-%d.log".formatted(port)).toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "DATA_SOURCE_URI",
                "127.0.0.1:%d/%s?sslmode=disable".formatted(stack.postgres().port(), database),
                "DATA_SOURCE_USER",
                stack.postgres().superuser(),
                "DATA_SOURCE_PASS_FILE",
                stack.scratch("password").toString()));
    try {
      return new Exporter(builder.start(), port);
    } catch (IOException e) {
      throw new IOException("The peer is missing: apt-get install prometheus-postgres-exporter", e);
    }
  }

  private void awaitAnswer() throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      try {
        scrape();
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() - end > 0) {
          close();
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  long pid() {
    return process.pid();
  }

  /** All metrics as they are now. */
  String scrape() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(metrics).timeout(LONGEST).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the exporter answered " + answer.statusCode());
    }
    return answer.body();
  }

  /** Values of one metric by database. */
  static Map<String, Double> byDatabase(String text, String metric) {
    Pattern line =
        Pattern.compile(
            "^" + metric + "\\{[^}]*datname=\"([^\"]*)\"[^}]*} (\\S+)$", Pattern.MULTILINE);
    Map<String, Double> values = new TreeMap<>();
    Matcher found = line.matcher(text);
    while (found.find()) {
      values.put(found.group(1), Double.parseDouble(found.group(2)));
    }
    return values;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
