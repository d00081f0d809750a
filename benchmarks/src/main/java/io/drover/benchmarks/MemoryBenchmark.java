package io.drover.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The most memory that a fresh service takes for a backup, a restore and a verification. */
final class MemoryBenchmark {
  private MemoryBenchmark() {}

  static void run(Path checkout) throws Exception {
    Report.heading("Memory of the backup service, by the size of the database");
    Report.row("size", "peak resident MB");
    Report.row("---", "---");
    double small = peak(checkout, 10);
    Report.row("0.1 GB", Report.figure(small));
    double large = peak(checkout, 100);
    Report.row("1 GB", Report.figure(large));
    Report.line("1 GB, of 0.1 GB: **" + Report.figure(large / small) + "** (goal: 0.90 to 1.10)");
  }

  private static double peak(Path checkout, int percent) throws Exception {
    try (BenchmarkStack stack = BenchmarkStack.start(checkout)) {
      stack.postgres().createDatabase("gigabyte");
      SampleData.fill(stack.connection(), "gigabyte", percent);
      stack.register(Policies.entries(stack, "gigabyte"));
      Process service = stack.service("backup-service", Map.of("drover.instance", "benchmark"));
      try (Operations operations = new Operations(stack)) {
        for (String name : List.of(Policies.ENCRYPTED, Policies.DIRECTORY, Policies.HASHED)) {
          String backup = operations.backup(name).getBackupId();
          operations.verify(name, backup);
          operations.restore(name, backup, "copy");
          Shell.run(stack.connection(), "dropdb copy");
        }
      }
      return Memory.of(service).most();
    }
  }
}
