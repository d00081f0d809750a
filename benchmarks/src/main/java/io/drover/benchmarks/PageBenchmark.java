package io.drover.benchmarks;

import io.drover.localstack.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How long the monitor takes to answer, with a thousand databases and a million operations in the
 * projection: one caller, then eight at once.
 */
final class PageBenchmark {
  private static final int WARM_UP = 60;
  private static final int ALONE = 120;
  private static final int CALLERS = 8;
  private static final int EACH = 25;
  private static final double GOAL = 100;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;
  private double slowest;

  private PageBenchmark(int port) {
    this.address = "http://127.0.0.1:" + port;
  }

  /** What is asked for; the n-th request of a kind asks for another thing than the one before. */
  private record Route(String name, IntFunction<String> path) {}

  static void run(Path checkout) throws Exception {
    try (BenchmarkStack stack = BenchmarkStack.start(checkout)) {
      List<String> names =
          IntStream.range(0, HerdHistory.DATABASES).mapToObj(HerdHistory::database).toList();
      Databases.create(stack, names.subList(0, 1));
      stack.register(names.subList(0, 1), true);
      int port = FreePorts.any();
      stack.service(
          "monitor-service",
          Map.of(
              "drover.instance",
              "benchmark",
              "drover.http.port",
              String.valueOf(port),
              "drover.monitor.interval",
              "1h"));
      PageBenchmark benchmark = new PageBenchmark(port);
      try (Connection connection = stack.postgres().connect("drover")) {
        HerdHistory.write(stack, connection);
      }
      stack.register(names, true);
      benchmark.measure();
    }
  }

  private void measure() throws Exception {
    Report.heading(
        "Answers of the monitor with %d databases and %d operations, milliseconds"
            .formatted(HerdHistory.DATABASES, HerdHistory.OPERATIONS));
    Report.row("what", "p50", "p99", "p50 of 8 callers", "p99 of 8 callers");
    Report.row("---", "---", "---", "---", "---");
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (Route route : routes()) {
        run(callers, route, 1, WARM_UP);
        double[] alone = run(callers, route, 1, ALONE);
        double[] together = run(callers, route, CALLERS, EACH);
        Report.row(
            "`" + route.name() + "`",
            Report.figure(Cost.percentile(alone, 0.5)),
            Report.figure(Cost.percentile(alone, 0.99)),
            Report.figure(Cost.percentile(together, 0.5)),
            Report.figure(Cost.percentile(together, 0.99)));
        slowest = Math.max(slowest, Cost.percentile(alone, 0.99));
      }
    }
    Report.line(
        "the slowest p99 of one caller: **%s ms** (goal: at most %s)%s"
            .formatted(
                Report.figure(slowest), Report.figure(GOAL), slowest <= GOAL ? "" : " — missed"));
    client.close();
  }

  private double[] run(ExecutorService callers, Route route, int atOnce, int each)
      throws Exception {
    List<Callable<double[]>> work = new ArrayList<>();
    for (int caller = 0; caller < atOnce; caller++) {
      int first = caller * each;
      work.add(
          () ->
              IntStream.range(first, first + each)
                  .mapToDouble(n -> millis(route.path().apply(n)))
                  .toArray());
    }
    List<double[]> times = new ArrayList<>();
    for (Future<double[]> done : callers.invokeAll(work)) {
      times.add(done.get());
    }
    return times.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private double millis(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address + path)).timeout(LONGEST).build();
      long began = System.nanoTime();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      double millis = (System.nanoTime() - began) / 1e6;
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(
            path + " was answered by " + answer.statusCode() + ": " + answer.body());
      }
      return millis;
    } catch (IOException e) {
      throw new IllegalStateException(path + " was not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static List<Route> routes() {
    return List.of(
        new Route("/", n -> "/"),
        new Route("/parts/rows?sort=name&q=7", n -> "/parts/rows?sort=name&q=" + n % 100),
        new Route("/databases/{name}", n -> "/databases/" + HerdHistory.database(n)),
        new Route("/operations", n -> "/operations?database=" + HerdHistory.database(n)),
        new Route(
            "/operations/{kind}/{id}",
            n -> "/operations/" + HerdHistory.kind(n * 997) + "/" + HerdHistory.id(n * 997)),
        new Route("/alerts", n -> "/alerts"),
        new Route("/services", n -> "/services"),
        new Route("/api/databases?limit=50", n -> "/api/databases?limit=50"),
        new Route("/api/databases/{name}", n -> "/api/databases/" + HerdHistory.database(n)),
        new Route(
            "/api/databases/{name}/health",
            n -> "/api/databases/" + HerdHistory.database(n) + "/health?check=size"),
        new Route("/api/operations", n -> "/api/operations"),
        new Route(
            "/api/operations?database=&state=failed",
            n -> "/api/operations?state=failed&database=" + HerdHistory.database(n)),
        new Route("/api/operations?state=open", n -> "/api/operations?state=open"),
        new Route(
            "/api/operations?kind=migrate&requestedBy=ann",
            n -> "/api/operations?kind=migrate&requestedBy=ann"),
        new Route(
            "/api/operations?q=",
            n -> "/api/operations?q=" + HerdHistory.id(n * 997).substring(0, 5)),
        new Route("/api/operations/{id}", n -> "/api/operations/" + HerdHistory.id(n * 997)),
        new Route("/api/backups", n -> "/api/backups"),
        new Route(
            "/api/backups?database=", n -> "/api/backups?database=" + HerdHistory.database(n)),
        new Route("/api/alerts", n -> "/api/alerts"),
        new Route("/api/services", n -> "/api/services"));
  }
}
