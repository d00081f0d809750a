package io.drover.benchmarks;

import io.drover.bus.Follower;
import io.drover.bus.Message;
import io.drover.bus.Publisher;
import io.drover.bus.StartPosition;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.schemas.VerificationSucceeded;
import io.drover.schemas.VerifyRequested;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;

/** Publishes requests as any client would and waits for their terminal facts. */
final class Operations implements AutoCloseable {
  private final BenchmarkStack stack;
  private final Publisher publisher;
  private final Follower follower;
  private final Map<String, CompletableFuture<SpecificRecord>> awaited = new ConcurrentHashMap<>();

  Operations(BenchmarkStack stack) {
    this.stack = stack;
    publisher = new Publisher(stack.bus(), stack.codec(), "benchmark");
    follower =
        Follower.follower(stack.bus(), stack.codec())
            .name("benchmark")
            .topics(Topics.OPERATION_EVENTS)
            .from(new StartPosition.Beginning())
            .onBatch((batch, next) -> batch.forEach(this::hear))
            .start();
    follower.awaitCaughtUp(Duration.ofSeconds(30));
  }

  private void hear(Message<SpecificRecord> message) {
    SpecificRecord fact = message.body();
    if (fact instanceof BackupSucceeded
        || fact instanceof RestoreSucceeded
        || fact instanceof VerificationSucceeded
        || fact instanceof MaintenanceSucceeded
        || fact instanceof MigrationSucceeded
        || fact instanceof OperationFailed
        || fact instanceof OperationRejected) {
      String id = ((OperationHeader) fact.get(0)).getOperationId();
      awaited.computeIfAbsent(id, key -> new CompletableFuture<>()).complete(fact);
    }
  }

  /** From the publishing of a request to the reading of its terminal fact. */
  BackupSucceeded backup(String database) throws Exception {
    String id = UUID.randomUUID().toString();
    return run(
        Topics.BACKUP_REQUESTED,
        id,
        database,
        BackupRequested.newBuilder()
            .setOperationId(id)
            .setDatabase(database)
            .setRequestedBy("benchmark")
            .build(),
        BackupSucceeded.class);
  }

  /** Restores into a new database. */
  RestoreSucceeded restore(String database, String backupId, String targetName) throws Exception {
    String id = UUID.randomUUID().toString();
    return run(
        Topics.RESTORE_REQUESTED,
        id,
        database,
        RestoreRequested.newBuilder()
            .setOperationId(id)
            .setDatabase(database)
            .setRequestedBy("benchmark")
            .setBackupId(backupId)
            .setTargetName(targetName)
            .build(),
        RestoreSucceeded.class);
  }

  /** Verifies a backup. */
  VerificationSucceeded verify(String database, String backupId) throws Exception {
    String id = UUID.randomUUID().toString();
    return run(
        Topics.VERIFY_REQUESTED,
        id,
        database,
        VerifyRequested.newBuilder()
            .setOperationId(id)
            .setDatabase(database)
            .setRequestedBy("benchmark")
            .setBackupId(backupId)
            .build(),
        VerificationSucceeded.class);
  }

  /** Says what the retention of a database would remove. */
  MaintenanceSucceeded wouldRemove(String database) throws Exception {
    String id = UUID.randomUUID().toString();
    return run(
        Topics.MAINTENANCE_REQUESTED,
        id,
        database,
        MaintenanceRequested.newBuilder()
            .setOperationId(id)
            .setDatabase(database)
            .setRequestedBy("benchmark")
            .setAction("retain")
            .setDryRun(true)
            .build(),
        MaintenanceSucceeded.class);
  }

  /** Applies what is pending in all of them at once; returns how many migrations that were. */
  int migrate(List<String> databases) throws Exception {
    Map<String, CompletableFuture<SpecificRecord>> ends = new LinkedHashMap<>();
    for (String database : databases) {
      String id = UUID.randomUUID().toString();
      ends.put(
          database,
          publish(
              Topics.MIGRATE_REQUESTED,
              id,
              database,
              MigrateRequested.newBuilder()
                  .setOperationId(id)
                  .setDatabase(database)
                  .setRequestedBy("benchmark")
                  .setMode("APPLY")
                  .build()));
    }
    int applied = 0;
    for (CompletableFuture<SpecificRecord> end : ends.values()) {
      applied += end(end, MigrationSucceeded.class).getAppliedCount();
    }
    return applied;
  }

  private <T> T run(
      Topic topic, String operationId, String database, SpecificRecord request, Class<T> success)
      throws Exception {
    return end(publish(topic, operationId, database, request), success);
  }

  private CompletableFuture<SpecificRecord> publish(
      Topic topic, String operationId, String database, SpecificRecord request) throws Exception {
    CompletableFuture<SpecificRecord> end =
        awaited.computeIfAbsent(operationId, key -> new CompletableFuture<>());
    publisher
        .publish(topic, database, request, publisher.envelope(request))
        .get(30, TimeUnit.SECONDS);
    return end;
  }

  private <T> T end(CompletableFuture<SpecificRecord> end, Class<T> success) throws Exception {
    CompletableFuture.anyOf(end, stack.anyEnds()).get(10, TimeUnit.MINUTES);
    stack.requireRunning();
    SpecificRecord fact = end.join();
    if (success.isInstance(fact)) {
      return success.cast(fact);
    }
    throw new IllegalStateException("the operation did not succeed: " + fact);
  }

  @Override
  public void close() {
    follower.close();
    publisher.close();
  }
}
