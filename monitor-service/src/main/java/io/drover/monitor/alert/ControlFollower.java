package io.drover.monitor.alert;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Follower;
import io.drover.bus.Message;
import io.drover.bus.Publisher;
import io.drover.bus.StartPosition;
import io.drover.bus.TopicPartitionKey;
import io.drover.bus.UnreadableException;
import io.drover.monitor.alert.ControlReader.Reading;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topics;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what people say about alerts into the state database, each record once, whichever instance
 * reads it. Bytes that no one can read become dead letters; what is wrong is refused on the topic
 * of operation events.
 */
final class ControlFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlFollower.class);

  /** Kind of the refusals. */
  static final String KIND = "alert-control";

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

  private final StateDatabase state;
  private final ControlStore store;
  private final ControlReader reader;
  private final Publisher publisher;
  private final Clock clock;
  private final Follower follower;

  /**
   * Begins where the state database says.
   *
   * @throws SQLException the state database is away
   */
  ControlFollower(
      BusConfig bus,
      Codec codec,
      Publisher publisher,
      StateDatabase state,
      ControlStore store,
      ControlReader reader,
      Clock clock)
      throws SQLException {
    this.state = state;
    this.store = store;
    this.reader = reader;
    this.publisher = publisher;
    this.clock = clock;
    Map<TopicPartitionKey, Long> next = new HashMap<>();
    state.inTransaction(store::offsets).forEach((p, offset) -> next.put(key(p), offset));
    this.follower =
        Follower.follower(bus, codec)
            .name("alert-control")
            .topics(Topics.ALERT_CONTROL)
            .from(StartPosition.offsets(next))
            .onRawBatch(this::take)
            .start();
  }

  private static TopicPartitionKey key(int partition) {
    return new TopicPartitionKey(Topics.ALERT_CONTROL.name(), partition);
  }

  private void take(List<Message<byte[]>> batch, Map<TopicPartitionKey, Long> next)
      throws SQLException {
    state.change(
        connection -> {
          Map<Integer, Long> known = store.lockOffsets(connection);
          for (Message<byte[]> message : batch) {
            if (message.offset() >= known.getOrDefault(message.partition(), 0L)) {
              take(connection, message);
            }
          }
          for (var each : next.entrySet()) {
            store.read(connection, each.getKey().partition(), each.getValue());
          }
        });
  }

  private void take(Connection connection, Message<byte[]> message) throws SQLException {
    try {
      switch (reader.read(message)) {
        case Reading.Said said ->
            store.add(connection, message.partition(), message.offset(), said.control());
        case Reading.Refused refused ->
            refuse(
                refused.control().getAlertId(),
                refused.control().getDatabase(),
                refused.message(),
                refused.remedy());
        case Reading.Invalid invalid ->
            refuse(
                "",
                Objects.requireNonNullElse(invalid.why().database(), ""),
                String.valueOf(invalid.why().getMessage()),
                "Correct the field " + invalid.why().field() + " and publish the record again.");
      }
    } catch (UnreadableException unreadable) {
      LOG.warn("A record on alert-control cannot be read: {}", unreadable.getMessage());
      await(publisher.deadLetter(message, unreadable));
    }
  }

  private void refuse(String alertId, String database, String message, String remedy) {
    LOG.warn("Refused on alert-control: {}", message);
    RequestRefused refused =
        RequestRefused.newBuilder()
            .setHeader(
                OperationHeader.newBuilder()
                    .setKind(KIND)
                    .setOperationId(alertId)
                    .setDatabase(database)
                    .setSequence(1)
                    .setAttempt(0)
                    .setObservedAt(clock.instant())
                    .build())
            .setCode("INVALID_REQUEST")
            .setMessage(message)
            .setRemedy(remedy)
            .build();
    await(
        publisher.publish(
            Topics.OPERATION_EVENTS, database, refused, publisher.envelope(refused).subject(KIND)));
  }

  /** Fails the batch when it is not answered, so that it comes again. */
  private static void await(CompletableFuture<?> answer) {
    var _ = answer.orTimeout(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  @Override
  public void close() {
    follower.close();
  }
}
