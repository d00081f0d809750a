package io.drover.benchmarks;

import io.drover.bus.Follower;
import io.drover.bus.Message;
import io.drover.bus.Publisher;
import io.drover.bus.StartPosition;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;

/** Asks for backups as any client would and waits for their terminal facts. */
final class Operations implements AutoCloseable {
  private final Publisher publisher;
  private final Follower follower;
  private final Map<String, CompletableFuture<SpecificRecord>> awaited = new ConcurrentHashMap<>();

  Operations(BenchmarkStack stack) {
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
        || fact instanceof OperationFailed
        || fact instanceof OperationRejected) {
      String id = ((OperationHeader) fact.get(0)).getOperationId();
      awaited.computeIfAbsent(id, key -> new CompletableFuture<>()).complete(fact);
    }
  }

  /** From the publishing of a request to the reading of its terminal fact. */
  BackupSucceeded backup(String database) throws Exception {
    String id = UUID.randomUUID().toString();
    CompletableFuture<SpecificRecord> end =
        awaited.computeIfAbsent(id, key -> new CompletableFuture<>());
    BackupRequested request =
        BackupRequested.newBuilder()
            .setOperationId(id)
            .setDatabase(database)
            .setRequestedBy("benchmark")
            .build();
    publisher
        .publish(Topics.BACKUP_REQUESTED, database, request, publisher.envelope(request))
        .get(30, TimeUnit.SECONDS);
    SpecificRecord fact = end.get(10, TimeUnit.MINUTES);
    if (fact instanceof BackupSucceeded succeeded) {
      return succeeded;
    }
    throw new IllegalStateException("the backup did not succeed: " + fact);
  }

  @Override
  public void close() {
    follower.close();
    publisher.close();
  }
}
