package io.drover.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One gigabyte back into a new database, and proven; against the stock ways. */
final class RestoreBenchmark {
  private static final int ROUNDS = 3;
  private static final String SEED = "gunzip \\| psql";
  private static final String STOCK = "pg_restore -Fd -j2";
  private static final String CUSTOM = "Drover, restore of custom";
  private static final String DIRECTORY = "Drover, restore of directory";
  private static final String COUNTS = "Drover, verify with counts";
  private static final String HASHES = "Drover, verify with hashes";

  private RestoreBenchmark() {}

  static void run(Path checkout) throws Exception {
    try (BenchmarkStack stack = BenchmarkStack.start(checkout)) {
      stack.postgres().createDatabase("gigabyte");
      SampleData.fill(stack.connection(), "gigabyte", 100);
      stack.register(Policies.entries(stack, "gigabyte"));
      Process service = stack.service("backup-service", Map.of("drover.instance", "benchmark"));
      try (Operations operations = new Operations(stack)) {
        report(costs(stack, service, operations));
      }
    }
  }

  private static Map<String, List<Cost>> costs(
      BenchmarkStack stack, Process service, Operations operations) throws Exception {
    Path gzip = stack.scratch("gigabyte.sql.gz");
    Path folder = stack.scratch("gigabyte.dir");
    Shell.run(stack.connection(), "pg_dump gigabyte | gzip > " + gzip);
    Shell.run(stack.connection(), "pg_dump -Fd -j2 -f %s gigabyte".formatted(folder));
    String custom = operations.backup(Policies.PLAIN).getBackupId();
    String directory = operations.backup(Policies.DIRECTORY).getBackupId();
    String hashed = operations.backup(Policies.HASHED).getBackupId();
    long self = ProcessHandle.current().pid();
    Map<String, List<Cost>> costs = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      add(costs, SEED, self, () -> stock(stack, "gunzip -c %s | psql -qX copy > /dev/null", gzip));
      add(costs, STOCK, self, () -> stock(stack, "pg_restore -j2 -d copy %s", folder));
      add(
          costs,
          CUSTOM,
          service.pid(),
          () -> operations.restore(Policies.PLAIN, custom, "copy").getRows());
      drop(stack);
      add(
          costs,
          DIRECTORY,
          service.pid(),
          () -> operations.restore(Policies.DIRECTORY, directory, "copy").getRows());
      drop(stack);
      add(costs, COUNTS, service.pid(), () -> operations.verify(Policies.PLAIN, custom).getRows());
      add(costs, HASHES, service.pid(), () -> operations.verify(Policies.HASHED, hashed).getRows());
    }
    return costs;
  }

  private static void add(Map<String, List<Cost>> costs, String what, long pid, Cost.Work work)
      throws Exception {
    costs.computeIfAbsent(what, _ -> new ArrayList<>()).add(Cost.of(pid, work));
  }

  /** Into an empty database, which is dropped again. */
  private static long stock(BenchmarkStack stack, String command, Path archive) throws Exception {
    Shell.run(stack.connection(), "createdb -T template0 copy");
    Shell.run(stack.connection(), command.formatted(archive));
    drop(stack);
    return 0;
  }

  private static void drop(BenchmarkStack stack) throws Exception {
    Shell.run(stack.connection(), "dropdb copy");
  }

  private static void report(Map<String, List<Cost>> costs) {
    Report.heading("Restore of 1 GB, medians of " + ROUNDS);
    Report.row("what", "wall s", "client CPU s");
    Report.row("---", "---", "---");
    costs.forEach(Report::times);
    ratio(costs, CUSTOM, SEED, 0.75);
    ratio(costs, DIRECTORY, SEED, 0.75);
    ratio(costs, DIRECTORY, STOCK, 1.00);
    ratio(costs, COUNTS, CUSTOM, 1.10);
    ratio(costs, HASHES, CUSTOM, 1.50);
  }

  private static void ratio(
      Map<String, List<Cost>> costs, String ours, String theirs, double goal) {
    Report.ratio(
        "wall of " + ours + ", of " + theirs,
        Objects.requireNonNull(costs.get(ours)),
        Objects.requireNonNull(costs.get(theirs)),
        Cost::seconds,
        goal);
  }
}
