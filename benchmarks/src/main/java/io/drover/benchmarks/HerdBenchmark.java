package io.drover.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What one monitor takes while it looks at a thousand databases every 30 seconds: ten servers of a
 * hundred databases each, which are ten addresses of one PostgreSQL.
 */
final class HerdBenchmark {
  private static final int SERVERS = 10;
  private static final int DATABASES = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(60);
  private static final Duration INTERVALS = Duration.ofSeconds(90);
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final String SEEN =
      """
      SELECT count(*) FROM drover_monitor.database_health
      WHERE checks::text NOT LIKE '%It was not its turn yet.%'
      """;

  private HerdBenchmark() {}

  static void run(Path checkout) throws Exception {
    List<String> hosts = IntStream.rangeClosed(1, SERVERS).mapToObj(n -> "127.0.0." + n).toList();
    List<String> names = IntStream.range(0, DATABASES).mapToObj(n -> "database" + n).toList();
    try (BenchmarkStack stack = BenchmarkStack.start(checkout, String.join(",", hosts))) {
      Databases.create(stack, names);
      stack.register(
          IntStream.range(0, SERVERS)
              .mapToObj(n -> stack.server("server" + n, hosts.get(n), stack.postgres().port()))
              .toList(),
          IntStream.range(0, SERVERS).boxed().flatMap(n -> entries(n, names).stream()).toList());
      Process monitor = stack.service("monitor-service", Map.of("drover.instance", "benchmark"));
      try (Connection connection = stack.postgres().connect("drover")) {
        awaitSeen(stack, connection);
        wait(stack, WARM_UP);
        double before = ProcessorTime.of(monitor.pid());
        double serverBefore = ProcessorTime.ofServer(connection);
        long began = System.nanoTime();
        wait(stack, INTERVALS);
        double seconds = (System.nanoTime() - began) / 1e9;
        report(
            (ProcessorTime.of(monitor.pid()) - before) / seconds,
            (ProcessorTime.ofServer(connection) - serverBefore) / seconds,
            Memory.of(monitor));
      }
    }
  }

  private static List<String> entries(int server, List<String> names) {
    return names.stream()
        .map(name -> "s%1$d-%2$s: { server: server%1$d, name: %2$s }".formatted(server, name))
        .toList();
  }

  private static void awaitSeen(BenchmarkStack stack, Connection connection) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!isThere(connection)
        || Databases.number(connection, SEEN) < (double) SERVERS * DATABASES) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("not every database was seen within three minutes");
      }
      stack.pause(Duration.ofSeconds(1));
    }
  }

  private static boolean isThere(Connection connection) throws Exception {
    return Databases.number(connection, "SELECT count(to_regclass('drover_monitor.first_seen'))")
        > 0;
  }

  private static void wait(BenchmarkStack stack, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      stack.pause(Duration.ofMillis(200));
    }
  }

  private static void report(double cores, double server, Memory memory) {
    Report.heading(
        "%d databases at an interval of 30 s, after %d s"
            .formatted(SERVERS * DATABASES, WARM_UP.toSeconds()));
    Report.row("what", "measured", "goal");
    Report.row("---", "---", "---");
    Report.row("cores of the monitor", Report.figure(cores), "≤ 0.30");
    Report.row("resident MB of the monitor", Report.figure(memory.now()), "≤ 300");
    Report.row("the most since its start", Report.figure(memory.most()), "–");
    Report.row("cores of PostgreSQL, which also keeps the projection", Report.figure(server), "–");
  }
}
