package io.drover.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An empty database: from the publishing of a request to the reading of its terminal fact, minus a
 * bare pg_dump.
 */
final class OverheadBenchmark {
  private static final int WARM_UP = 60;
  private static final int ROUNDS = 200;

  private OverheadBenchmark() {}

  static void run(Path checkout) throws Exception {
    try (BenchmarkStack stack = BenchmarkStack.start(checkout)) {
      stack.postgres().createDatabase("empty");
      stack.register(List.of("empty"), true);
      stack.service("backup-service", Map.of("drover.instance", "benchmark"));
      double[] request = new double[ROUNDS];
      double[] bare = new double[ROUNDS];
      double[] overhead = new double[ROUNDS];
      long self = ProcessHandle.current().pid();
      try (Operations operations = new Operations(stack)) {
        for (int round = -WARM_UP; round < ROUNDS; round++) {
          Cost ours = Cost.of(self, () -> operations.backup("empty").getArchiveBytes());
          Cost theirs =
              Cost.of(
                  self,
                  () -> {
                    Shell.run(stack.connection(), "exec pg_dump -Fc -Z0 empty > /dev/null");
                    return 0;
                  });
          if (round >= 0) {
            request[round] = ours.seconds() * 1000;
            bare[round] = theirs.seconds() * 1000;
            overhead[round] = request[round] - bare[round];
          }
        }
      }
      Report.heading("Overhead of a request, empty database, " + ROUNDS + " pairs, milliseconds");
      Report.row("what", "p50", "p99");
      Report.row("---", "---", "---");
      print("request to terminal fact", request);
      print("bare pg_dump", bare);
      print("difference of each pair (goal: 60 and 250)", overhead);
    }
  }

  private static void print(String what, double[] values) {
    Report.row(
        what,
        Report.figure(Cost.percentile(values, 0.5)),
        Report.figure(Cost.percentile(values, 0.99)));
  }
}
