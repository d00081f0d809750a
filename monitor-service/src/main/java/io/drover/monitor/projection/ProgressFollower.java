package io.drover.monitor.projection;

import io.drover.bus.BusConfig;
import io.drover.bus.BusUnavailableException;
import io.drover.bus.Codec;
import io.drover.bus.Follower;
import io.drover.bus.Message;
import io.drover.bus.SchemaLookup;
import io.drover.bus.StartPosition;
import io.drover.schemas.OperationProgress;
import io.drover.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;

/** Takes progress from now on to the board and the feed. Thread-safe. */
public final class ProgressFollower implements AutoCloseable {
  private final BusConfig bus;
  private final Codec codec;
  private final ProgressBoard board;
  private final Feed feed;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A follower that begins with {@link #start()}. */
  public ProgressFollower(BusConfig bus, SchemaLookup schemas, ProgressBoard board, Feed feed) {
    this.bus = bus;
    this.codec = new Codec(schemas);
    this.board = board;
    this.feed = feed;
  }

  /** Begins as soon as the broker answers; returns at once. */
  public void start() {
    Thread.ofVirtual().name("drover-progress").start(this::run);
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void run() {
    try {
      do {
        try (Follower _ =
            Follower.follower(bus, codec)
                .name("progress")
                .topics(Topics.OPERATION_PROGRESS)
                .from(StartPosition.END)
                .unreadable(Follower.Unreadable.SKIP)
                .onBatch((batch, next) -> take(batch))
                .start()) {
          closed.await();
        } catch (BusUnavailableException e) {
          // The projection says that the bus is away; this one only has to come back with it.
        }
      } while (!closed.await(1, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(List<Message<SpecificRecord>> batch) {
    for (Message<SpecificRecord> message : batch) {
      if (message.body() instanceof OperationProgress progress) {
        take(progress);
      }
    }
  }

  private void take(OperationProgress progress) {
    var header = progress.getHeader();
    Operation.Key key =
        new Operation.Key(Clean.name(header.getKind()), Clean.name(header.getOperationId()));
    ProgressView view =
        new ProgressView(
            header.getAttempt(),
            Clean.name(progress.getPhase()),
            progress.getDone(),
            progress.getTotal(),
            Clean.name(progress.getUnit()),
            progress.getRatePerSecond(),
            progress.getRemainingMillis(),
            header.getObservedAt());
    board.put(key, view);
    if (feed.watched()) {
      feed.pass(
          "progress",
          Json.write(
              Map.of("kind", key.kind(), "operationId", key.operationId(), "progress", view)));
    }
  }
}
