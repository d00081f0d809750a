package io.drover.benchmarks;

import io.drover.bus.Follower;
import io.drover.bus.Publisher;
import io.drover.bus.StartPosition;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationStarted;
import io.drover.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;

/** How fast the monitor folds retained events, against a consumer that only decodes them. */
final class ProjectionBenchmark {
  private static final int OPERATIONS = 100_000;
  private static final int EVENTS = OPERATIONS * 3;

  private ProjectionBenchmark() {}

  static void run(Path checkout) throws Exception {
    try (BenchmarkStack stack = BenchmarkStack.start(checkout)) {
      stack.register(List.of("database0"), true);
      publish(stack);
      double bare = bare(stack);
      stack.service("monitor-service", Map.of("drover.instance", "benchmark"));
      double folded = folded(stack);
      Report.heading("Projection, one instance");
      Report.line(
          "%d events folded: **%.0f a second** (goal: 20000); a bare consumer decodes %.0f a second: **%.2f** (goal: at least 0.50)"
              .formatted(EVENTS, folded, bare, folded / bare));
    }
  }

  private static void publish(BenchmarkStack stack) {
    try (Publisher publisher = new Publisher(stack.bus(), stack.codec(), "benchmark")) {
      for (int i = 0; i < OPERATIONS; i++) {
        String id = UUID.randomUUID().toString();
        String database = "database" + i % 500;
        send(publisher, database, accepted(header(id, database, 1)));
        send(
            publisher,
            database,
            OperationStarted.newBuilder()
                .setHeader(header(id, database, 2))
                .setService("backup-service")
                .setInstance("benchmark")
                .build());
        send(
            publisher,
            database,
            OperationFailed.newBuilder()
                .setHeader(header(id, database, 3))
                .setCode("TARGET_UNREACHABLE")
                .setMessage("The server does not answer.")
                .build());
      }
      publisher.flush(Duration.ofMinutes(3));
    }
  }

  private static OperationAccepted accepted(OperationHeader header) {
    return OperationAccepted.newBuilder()
        .setHeader(header)
        .setRequestDigest("0".repeat(64))
        .setExpiresAt(Instant.now())
        .setDeadline(Instant.now())
        .build();
  }

  private static OperationHeader header(String id, String database, int sequence) {
    return OperationHeader.newBuilder()
        .setKind("backup")
        .setOperationId(id)
        .setDatabase(database)
        .setSequence(sequence)
        .setAttempt(sequence == 1 ? 0 : 1)
        .setObservedAt(Instant.now())
        .build();
  }

  private static void send(Publisher publisher, String database, SpecificRecord fact) {
    var _ = publisher.publish(Topics.OPERATION_EVENTS, database, fact, publisher.envelope(fact));
  }

  private static double bare(BenchmarkStack stack) {
    AtomicLong seen = new AtomicLong();
    long before = System.nanoTime();
    try (Follower follower =
        Follower.follower(stack.bus(), stack.codec())
            .name("bare")
            .topics(Topics.OPERATION_EVENTS)
            .from(new StartPosition.Beginning())
            .onBatch((batch, next) -> seen.addAndGet(batch.size()))
            .start()) {
      follower.awaitCaughtUp(Duration.ofMinutes(3));
    }
    return seen.get() / ((System.nanoTime() - before) / 1e9);
  }

  private static double folded(BenchmarkStack stack) throws SQLException, IOException {
    try (Connection connection = stack.postgres().connect("drover");
        Statement statement = connection.createStatement()) {
      long first = 0;
      long at = 0;
      long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
      while (System.nanoTime() < deadline) {
        long facts = facts(statement);
        if (facts > 0 && at == 0) {
          first = facts;
          at = System.nanoTime();
        }
        if (facts >= EVENTS) {
          return (facts - first) / ((System.nanoTime() - at) / 1e9);
        }
        stack.pause(Duration.ofMillis(50));
      }
      throw new IllegalStateException("the events were not folded within five minutes");
    }
  }

  /** Facts folded, by the offsets that the projection keeps. */
  private static long facts(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT to_regclass('drover_monitor.projection_offsets') IS NOT NULL")) {
      row.next();
      if (!row.getBoolean(1)) {
        return 0;
      }
    }
    try (ResultSet row =
        statement.executeQuery(
            """
            SELECT coalesce(sum(next_offset), 0) FROM drover_monitor.projection_offsets
            WHERE topic = 'operation-events'
            """)) {
      row.next();
      return row.getLong(1);
    }
  }
}
