package io.drover.benchmarks;

import io.drover.schemas.BackupSucceeded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One gigabyte: a Drover backup from request to terminal fact against the pipelines that it
 * replaces.
 */
final class BackupBenchmark {
  private static final int ROUNDS = 5;

  private BackupBenchmark() {}

  static void run(Path checkout) throws Exception {
    try (BenchmarkStack stack = BenchmarkStack.start(checkout)) {
      stack.postgres().createDatabase("gigabyte");
      Map<String, String> connection = stack.connection();
      Shell.run(connection, "pgbench -q -i -s 40 gigabyte > /dev/null 2>&1");
      Shell.run(
          connection,
          """
          psql -qX -v ON_ERROR_STOP=1 gigabyte <<'SQL'
          CREATE TABLE documents AS
            SELECT n AS id, jsonb_build_object('customer', md5(n::text), 'amount', n % 9973, 'tags',
              jsonb_build_array('a' || n % 7, 'b' || n % 11), 'note', repeat(md5((n * 7)::text), 3)) AS body
            FROM generate_series(1, 1500000) AS n;
          VACUUM ANALYZE;
          SQL
          """);
      stack.register(List.of("gigabyte"), true);
      Process service = stack.service("backup-service", Map.of("drover.instance", "benchmark"));
      try (Operations operations = new Operations(stack)) {
        operations.backup("gigabyte");
        compare(stack, connection, service, operations);
      }
    }
  }

  private static void compare(
      BenchmarkStack stack, Map<String, String> connection, Process service, Operations operations)
      throws Exception {
    Path gzip = stack.scratch("gigabyte.sql.gz");
    long self = ProcessHandle.current().pid();
    List<Cost> seed = new ArrayList<>();
    List<Cost> floor = new ArrayList<>();
    List<Cost> drover = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      seed.add(
          Cost.of(
              self,
              () -> {
                Shell.run(connection, "pg_dump gigabyte | gzip > " + gzip);
                return Files.size(gzip);
              }));
      drover.add(
          Cost.of(
              service.pid(),
              () -> {
                BackupSucceeded backup = operations.backup("gigabyte");
                return backup.getArchiveBytes();
              }));
      floor.add(
          Cost.of(
              self,
              () -> {
                Shell.run(connection, "pg_dump -Fc -Z0 gigabyte > /dev/null");
                return 0;
              }));
    }
    Report.heading(
        "Backup of 1 GB (pgbench scale 40 and 1.5 million jsonb rows), medians of " + ROUNDS);
    Report.row("what", "wall s", "client CPU s", "MB");
    Report.row("---", "---", "---", "---");
    Report.costs("pg_dump \\| gzip", seed);
    Report.costs("pg_dump -Fc -Z0 > /dev/null", floor);
    Report.costs("Drover, request to terminal fact", drover);
    Report.ratio("wall, of pg_dump \\| gzip", drover, seed, Cost::seconds, 0.60);
    Report.ratio("client CPU, of pg_dump \\| gzip", drover, seed, Cost::cpuSeconds, 0.50);
    Report.ratio("size, of pg_dump \\| gzip", drover, seed, cost -> cost.bytes(), 0.95);
    Report.ratio("wall, of pg_dump -Fc -Z0 > /dev/null", drover, floor, Cost::seconds, 1.20);
  }
}
