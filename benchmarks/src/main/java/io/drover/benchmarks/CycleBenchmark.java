package io.drover.benchmarks;

import io.drover.schemas.DatabaseHealth;
import io.drover.service.target.DatabaseRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A cycle of the monitor's probes over two hundred databases and all checks, against scrapes of
 * prometheus-postgres-exporter over the same databases, in turn. Every cycle of the monitor begins
 * with nothing: it opens its connections, and makes the checks that it otherwise makes seldom.
 *
 * <p>The exporter is measured twice: one of the server that discovers the databases, and connects
 * to each, though its default set asks nothing there; and one for each database, scraped one after
 * the other, so that its default set is asked of each.
 */
final class CycleBenchmark {
  private static final int DATABASES = 200;
  private static final int WARM_UP = 2;
  private static final int ROUNDS = 5;
  private static final int CONNECTIONS = 2;
  private static final double GOAL = 0.5;

  private final Connection server;
  private final Looks looks;
  private final List<String> conclusions = new ArrayList<>();

  private CycleBenchmark(Connection server, Looks looks) {
    this.server = server;
    this.looks = looks;
  }

  /** One turn of one of them: its own cost, and the processor time of PostgreSQL. */
  private record Turn(Cost own, double server) {}

  static void run(Path checkout) throws Exception {
    List<String> names = IntStream.range(0, DATABASES).mapToObj(n -> "database" + n).toList();
    try (BenchmarkStack stack = BenchmarkStack.start(checkout)) {
      Databases.create(stack, names);
      stack.register(names, true);
      try (DatabaseRegistry registry = DatabaseRegistry.open(stack.registry());
          Connection server = stack.postgres().connect("postgres")) {
        var benchmark = new CycleBenchmark(server, new Looks(registry, CONNECTIONS));
        Report.heading("A cycle over " + DATABASES + " databases, medians of " + ROUNDS);
        Report.row("what", "wall s", "own CPU s", "CPU s of PostgreSQL");
        Report.row("---", "---", "---", "---");
        try (Exporter exporter = Exporter.ofServer(stack)) {
          benchmark.times("one exporter, --auto-discover-databases", List.of(exporter));
          benchmark.agreement(exporter);
        }
        List<Exporter> each = Exporter.ofEach(stack, names);
        try {
          benchmark.times("an exporter for each database", each);
        } finally {
          each.forEach(Exporter::close);
        }
        benchmark.conclusions.forEach(Report::line);
      }
    }
  }

  private void times(String what, List<Exporter> exporters) throws Exception {
    List<Long> pids = exporters.stream().map(Exporter::pid).toList();
    List<Turn> ours = new ArrayList<>();
    List<Turn> theirs = new ArrayList<>();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      Turn scrape = turn(pids, () -> scrape(exporters));
      Turn cycle = turn(List.of(ProcessHandle.current().pid()), () -> looks.all().size());
      if (round >= 0) {
        theirs.add(scrape);
        ours.add(cycle);
      }
    }
    row(what, theirs);
    row("the monitor beside it, all checks", ours);
    double ratio = wall(ours) / wall(theirs);
    conclusions.add(
        "the monitor, of %s: **%s** (goal: at most %s)%s"
            .formatted(
                what, Report.figure(ratio), Report.figure(GOAL), ratio <= GOAL ? "" : " — missed"));
  }

  private static long scrape(List<Exporter> exporters) throws Exception {
    long characters = 0;
    for (Exporter exporter : exporters) {
      characters += exporter.scrape().length();
    }
    return characters;
  }

  private Turn turn(List<Long> pids, Cost.Work work) throws Exception {
    double server = ProcessorTime.ofServer(this.server);
    Cost own = Cost.of(pids, work);
    return new Turn(own, ProcessorTime.ofServer(this.server) - server);
  }

  private static void row(String what, List<Turn> turns) {
    List<Cost> own = turns.stream().map(Turn::own).toList();
    double ofServer = Cost.percentile(turns.stream().mapToDouble(Turn::server).toArray(), 0.5);
    Report.row(
        what,
        Report.figure(wall(turns)),
        Report.figure(Cost.median(own, Cost::cpuSeconds)),
        Report.figure(ofServer));
  }

  private static double wall(List<Turn> turns) {
    return Cost.median(turns.stream().map(Turn::own).toList(), Cost::seconds);
  }

  /** What both say of the same thing at nearly the same moment. */
  private void agreement(Exporter exporter) throws Exception {
    Map<String, DatabaseHealth> found = looks.all();
    String metrics = exporter.scrape();
    Map<String, Double> sizes = Exporter.byDatabase(metrics, "pg_database_size_bytes");
    long same =
        found.values().stream()
            .filter(one -> Looks.value(one, "size") == sizes.getOrDefault(one.getDatabase(), -1.0))
            .count();
    double backends =
        Exporter.byDatabase(metrics, "pg_stat_database_numbackends").values().stream()
            .mapToDouble(each -> each)
            .sum();
    double connections =
        Looks.value(found.values().iterator().next(), "connections")
            * BenchmarkStack.MOST_CONNECTIONS
            / 100;
    conclusions.add("size: the same for %d of %d databases".formatted(same, DATABASES));
    conclusions.add(
        "connections: %.0f by the exporter, %.0f by the monitor".formatted(backends, connections));
  }
}
