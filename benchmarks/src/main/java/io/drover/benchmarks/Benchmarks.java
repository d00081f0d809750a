package io.drover.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * Runs the named benchmarks, or all of them: backup, restore, memory, catalogue, review,
 * migrations, overhead, intake, projection, cycle, herd, page. To be started in the checkout, on a
 * machine that does nothing else.
 */
public final class Benchmarks {
  private Benchmarks() {}

  /** See the class. */
  public static void main(String[] names) throws Exception {
    // The services on the class path bring their settings of the log too, which logback reports.
    System.setProperty(
        "logback.statusListenerClass", "ch.qos.logback.core.status.NopStatusListener");
    Path checkout = Path.of("").toAbsolutePath();
    List<String> chosen =
        names.length == 0
            ? List.of(
                "backup",
                "restore",
                "memory",
                "catalogue",
                "review",
                "migrations",
                "overhead",
                "intake",
                "projection",
                "cycle",
                "herd",
                "page")
            : List.of(names);
    for (String name : chosen) {
      switch (name) {
        case "backup" -> BackupBenchmark.run(checkout);
        case "restore" -> RestoreBenchmark.run(checkout);
        case "memory" -> MemoryBenchmark.run(checkout);
        case "catalogue" -> CatalogueBenchmark.run(checkout);
        case "review" -> ReviewBenchmark.run();
        case "migrations" -> MigrationsBenchmark.run(checkout);
        case "overhead" -> OverheadBenchmark.run(checkout);
        case "intake" -> IntakeBenchmark.run(checkout);
        case "projection" -> ProjectionBenchmark.run(checkout);
        case "cycle" -> CycleBenchmark.run(checkout);
        case "herd" -> HerdBenchmark.run(checkout);
        case "page" -> PageBenchmark.run(checkout);
        default -> throw new IllegalArgumentException("There is no benchmark " + name + ".");
      }
    }
    System.exit(0);
  }
}
