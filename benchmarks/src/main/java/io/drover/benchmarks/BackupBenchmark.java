package io.drover.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * One gigabyte: Drover's backups from request to terminal fact against the pipelines that they
 * replace.
 */
final class BackupBenchmark {
  private static final int ROUNDS = 5;
  private static final String SEED = "pg_dump \\| gzip";
  private static final String CUSTOM = "pg_dump -Fc -Z0 > /dev/null";
  private static final String DIRECTORY = "pg_dump -Fd -j2 -Z0";

  private BackupBenchmark() {}

  static void run(Path checkout) throws Exception {
    try (BenchmarkStack stack = BenchmarkStack.start(checkout)) {
      stack.postgres().createDatabase("gigabyte");
      SampleData.fill(stack.connection(), "gigabyte", 100);
      stack.register(Policies.entries(stack, "gigabyte"));
      Process service = stack.service("backup-service", Map.of("drover.instance", "benchmark"));
      try (Operations operations = new Operations(stack)) {
        for (String name : Policies.names()) {
          operations.backup(name);
        }
        report(costs(stack, service, operations));
      }
    }
  }

  private static Map<String, List<Cost>> costs(
      BenchmarkStack stack, Process service, Operations operations) throws Exception {
    Path gzip = stack.scratch("gigabyte.sql.gz");
    Path folder = stack.scratch("gigabyte.dir");
    long self = ProcessHandle.current().pid();
    Map<String, Cost.Work> ours = new LinkedHashMap<>();
    for (String name : Policies.names()) {
      ours.put(name, () -> operations.backup(name).getArchiveBytes());
    }
    Map<String, String> theirs = new LinkedHashMap<>();
    theirs.put(SEED, "pg_dump gigabyte | gzip > " + gzip);
    theirs.put(CUSTOM, "pg_dump -Fc -Z0 gigabyte > /dev/null");
    theirs.put(
        DIRECTORY, "rm -rf %s && pg_dump -Fd -j2 -Z0 -f %s gigabyte".formatted(folder, folder));
    Map<String, List<Cost>> costs = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (var each : theirs.entrySet()) {
        Cost.Work work =
            () -> {
              Shell.run(stack.connection(), each.getValue());
              return each.getKey().equals(SEED) ? Files.size(gzip) : 0;
            };
        costs.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).add(Cost.of(self, work));
      }
      for (var each : ours.entrySet()) {
        costs
            .computeIfAbsent(each.getKey(), _ -> new ArrayList<>())
            .add(Cost.of(service.pid(), each.getValue()));
      }
    }
    return costs;
  }

  private static void report(Map<String, List<Cost>> costs) {
    Report.heading(
        "Backup of 1 GB (pgbench scale 40 and 1.5 million jsonb rows), medians of " + ROUNDS);
    Report.row("what", "wall s", "client CPU s", "MB");
    Report.row("---", "---", "---", "---");
    costs.forEach(
        (what, each) ->
            Report.costs(Policies.names().contains(what) ? "Drover, " + what : what, each));
    for (String name : Policies.names()) {
      double goal = name.equals(Policies.PLAIN) ? 0.60 : 0.50;
      ratio(costs, name, "wall", SEED, Cost::seconds, goal);
      ratio(costs, name, "client CPU", SEED, Cost::cpuSeconds, 0.45);
      ratio(costs, name, "size", SEED, cost -> cost.bytes(), 0.95);
    }
    ratio(costs, Policies.PLAIN, "wall", CUSTOM, Cost::seconds, 1.20);
    ratio(costs, Policies.DIRECTORY, "wall", DIRECTORY, Cost::seconds, 1.10);
  }

  private static void ratio(
      Map<String, List<Cost>> costs,
      String ours,
      String what,
      String theirs,
      ToDoubleFunction<Cost> by,
      double goal) {
    Report.ratio(
        "%s: %s, of %s".formatted(ours, what, theirs),
        Objects.requireNonNull(costs.get(ours)),
        Objects.requireNonNull(costs.get(theirs)),
        by,
        goal);
  }
}
