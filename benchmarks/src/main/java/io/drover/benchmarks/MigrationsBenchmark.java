package io.drover.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;

/**
 * The migrations of two hundred databases by one service, and by Flyway in this process with as
 * many threads; then the memory of the service over five thousand operations.
 */
final class MigrationsBenchmark {
  private static final int DATABASES = 200;
  private static final int THREADS = 8;
  private static final int ROUNDS = 5;
  private static final int FIRST_SCRIPTS = 5;
  private static final int OPERATIONS = 5_000;

  private final BenchmarkStack stack;
  private final Operations operations;
  private final Path scripts;

  private MigrationsBenchmark(BenchmarkStack stack, Operations operations, Path scripts) {
    this.stack = stack;
    this.operations = operations;
    this.scripts = scripts;
  }

  static void run(Path checkout) throws Exception {
    try (BenchmarkStack stack = BenchmarkStack.start(checkout)) {
      Path scripts = Files.createDirectory(stack.scratch("scripts"));
      stack.register(
          databases("drover").stream()
              .map(
                  name ->
                      "%s: { server: main, policy: { operations: [migrate], backup-before-migration: false, migrations: { locations: [%s] } } }"
                          .formatted(name, scripts))
              .toList());
      Process service =
          stack.service(
              "migration-service",
              Map.of("drover.instance", "benchmark", "drover.workers", String.valueOf(THREADS)));
      try (Operations operations = new Operations(stack)) {
        var benchmark = new MigrationsBenchmark(stack, operations, scripts);
        benchmark.times();
        benchmark.memory(service);
      }
    }
  }

  private static List<String> databases(String kind) {
    return IntStream.range(0, DATABASES).mapToObj(n -> kind + n).toList();
  }

  private void times() throws Exception {
    stack.postgres().createDatabase("template");
    scripts(1, FIRST_SCRIPTS);
    flyway("template");
    for (String kind : List.of("drover", "plain")) {
      Shell.run(
          stack.connection(),
          "for i in $(seq 0 %d); do createdb -T template -S FILE_COPY %s$i; done"
              .formatted(DATABASES - 1, kind));
    }
    List<Cost> ours = new ArrayList<>();
    List<Cost> theirs = new ArrayList<>();
    for (int round = -1; round < ROUNDS; round++) {
      round(round, ours, theirs);
    }
    print("nothing pending", ours, theirs, 1.0);
    ours.clear();
    theirs.clear();
    for (int round = 0; round < ROUNDS; round++) {
      scripts((round + 1) * FIRST_SCRIPTS + 1, (round + 2) * FIRST_SCRIPTS);
      round(round, ours, theirs);
    }
    print(FIRST_SCRIPTS + " migrations each", ours, theirs, 1.1);
  }

  /** A negative one is to warm up. */
  private void round(int round, List<Cost> ours, List<Cost> theirs) throws Exception {
    long self = ProcessHandle.current().pid();
    Cost drover = Cost.of(self, () -> operations.migrate(databases("drover")));
    Cost plain = Cost.of(self, this::flyway);
    if (round >= 0) {
      ours.add(drover);
      theirs.add(plain);
    }
  }

  private static void print(String what, List<Cost> ours, List<Cost> theirs, double goal) {
    Report.heading("%d databases, %s, medians of %d".formatted(DATABASES, what, ROUNDS));
    Report.row("what", "wall s");
    Report.row("---", "---");
    Report.row("Flyway, %d threads".formatted(THREADS), Report.figure(median(theirs)));
    Report.row("Drover, %d workers".formatted(THREADS), Report.figure(median(ours)));
    Report.ratio("wall of Drover, of Flyway", ours, theirs, Cost::seconds, goal);
  }

  private static double median(List<Cost> costs) {
    return Cost.median(costs, Cost::seconds);
  }

  private long flyway() throws Exception {
    List<Callable<Integer>> work = new ArrayList<>();
    databases("plain").forEach(name -> work.add(() -> flyway(name)));
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<Integer> each : threads.invokeAll(work)) {
        each.get();
      }
    }
    return 0;
  }

  private int flyway(String database) {
    return Flyway.configure()
        .dataSource(
            stack.postgres().jdbcUrl(database),
            stack.postgres().superuser(),
            stack.postgres().password())
        .locations("filesystem:" + scripts)
        .load()
        .migrate()
        .migrationsExecuted;
  }

  private void scripts(int from, int to) throws IOException {
    for (int version = from; version <= to; version++) {
      Files.writeString(
          scripts.resolve("V" + version + "__parcels.sql"),
          """
          CREATE TABLE parcel_%1$d (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state text);
          INSERT INTO parcel_%1$d (state) SELECT 'packed' FROM generate_series(1, 100);
          CREATE INDEX ON parcel_%1$d (state);
          """
              .formatted(version));
    }
  }

  private void memory(Process service) throws Exception {
    Report.heading("Heap of the service after a full collection");
    Report.row("operations", "MB");
    Report.row("---", "---");
    double before = heap(service);
    Report.row(2 * ROUNDS * DATABASES + DATABASES, Report.figure(before));
    for (int done = 0; done < OPERATIONS; done += DATABASES) {
      operations.migrate(databases("drover"));
    }
    double after = heap(service);
    Report.row("+ " + OPERATIONS, Report.figure(after));
    Report.line("after, of before: **" + Report.figure(after / before) + "** (goal: at most 1.10)");
  }

  /** Bytes of live objects, which counting them collects first. */
  private double heap(Process service) throws Exception {
    Path histogram = stack.scratch("histogram");
    Shell.run(
        Map.of(),
        "'%s' %d GC.class_histogram > %s"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "jcmd"), service.pid(), histogram));
    List<String> lines = Files.readAllLines(histogram);
    String total =
        lines.stream().filter(line -> line.startsWith("Total")).findFirst().orElseThrow();
    List<String> columns = List.of(total.trim().split("\\s+", -1));
    return Long.parseLong(columns.get(2)) / 1e6;
  }
}
