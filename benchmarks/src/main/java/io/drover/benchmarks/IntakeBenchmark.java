package io.drover.benchmarks;

import io.drover.bus.Publisher;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * How fast one instance takes requests into its ledger: 100,000 of them wait on the topic when it
 * starts.
 */
final class IntakeBenchmark {
  private static final int REQUESTS = 100_000;
  private static final int DATABASES = 200;

  private IntakeBenchmark() {}

  static void run(Path checkout) throws Exception {
    try (BenchmarkStack stack = BenchmarkStack.start(checkout)) {
      List<String> databases = IntStream.range(0, DATABASES).mapToObj(n -> "database" + n).toList();
      // The targets are away, so that the ledger is measured and not the backups.
      stack.register(databases, false);
      publish(stack, databases);
      stack.service(
          "backup-service", Map.of("drover.instance", "benchmark", "drover.workers", "1"));
      try (Connection connection = stack.postgres().connect("drover");
          Statement statement = connection.createStatement()) {
        await(stack, statement);
        try (ResultSet row =
            statement.executeQuery(
                """
                SELECT count(*), extract(epoch FROM max(accepted_at) - min(accepted_at))
                FROM drover_backup.operation
                """)) {
          row.next();
          Report.heading("Intake, one instance");
          Report.line(
              "%d requests for %d databases accepted in %.1f s: **%.0f a second** (goal: 5000)"
                  .formatted(
                      row.getLong(1),
                      DATABASES,
                      row.getDouble(2),
                      row.getLong(1) / row.getDouble(2)));
        }
      }
    }
  }

  private static void publish(BenchmarkStack stack, List<String> databases) {
    try (Publisher publisher = new Publisher(stack.bus(), stack.codec(), "benchmark")) {
      for (int i = 0; i < REQUESTS; i++) {
        String database = databases.get(i % databases.size());
        BackupRequested request =
            BackupRequested.newBuilder()
                .setOperationId(UUID.randomUUID().toString())
                .setDatabase(database)
                .setRequestedBy("benchmark")
                .build();
        var _ =
            publisher.publish(
                Topics.BACKUP_REQUESTED, database, request, publisher.envelope(request));
      }
      publisher.flush(Duration.ofMinutes(2));
    }
  }

  private static void await(BenchmarkStack stack, Statement statement)
      throws SQLException, IOException {
    long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    while (accepted(statement) < REQUESTS) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the requests were not taken in within five minutes");
      }
      stack.pause(Duration.ofMillis(500));
    }
  }

  private static long accepted(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT to_regclass('drover_backup.operation') IS NOT NULL")) {
      row.next();
      if (!row.getBoolean(1)) {
        return 0;
      }
    }
    try (ResultSet row = statement.executeQuery("SELECT count(*) FROM drover_backup.operation")) {
      row.next();
      return row.getLong(1);
    }
  }
}
