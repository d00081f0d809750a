package io.drover.monitor.alert;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Follower;
import io.drover.bus.Message;
import io.drover.bus.StartPosition;
import io.drover.bus.TopicPartitionKey;
import io.drover.bus.UnreadableException;
import io.drover.monitor.alert.ControlReader.Reading;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topics;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  private final StateDatabase state;
  private final ControlStore store;
  private final ControlReader reader;
  private final Outbox outbox;
  private final AlertRecords records;
  private final StepListener steps;
  private final Runnable wake;
  private final Clock clock;
  private final Follower follower;

  /**
   * How answers leave.
   *
   * @param wake tells the relay, after the commit
   */
  record Answers(Outbox outbox, AlertRecords records, StepListener steps, Runnable wake) {}

  /**
   * Begins where the state database says.
   *
   * @throws SQLException the state database is away
   */
  ControlFollower(
      BusConfig bus,
      Codec codec,
      StateDatabase state,
      ControlStore store,
      ControlReader reader,
      Answers answers,
      Clock clock)
      throws SQLException {
    this.state = state;
    this.store = store;
    this.reader = reader;
    this.outbox = answers.outbox();
    this.records = answers.records();
    this.steps = answers.steps();
    this.wake = answers.wake();
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
          steps.reached("", "controls-read");
          state.afterCommit(
              () -> {
                wake.run();
                steps.reached("", "controls-accepted");
              });
        });
  }

  private void take(Connection connection, Message<byte[]> message) throws SQLException {
    try {
      switch (reader.read(message)) {
        case Reading.Said said ->
            store.add(connection, message.partition(), message.offset(), said.control());
        case Reading.Refused refused ->
            refuse(
                connection,
                refused.control().getAlertId(),
                refused.control().getDatabase(),
                refused.message(),
                refused.remedy());
        case Reading.Invalid invalid ->
            refuse(
                connection,
                "",
                Objects.requireNonNullElse(invalid.why().database(), ""),
                String.valueOf(invalid.why().getMessage()),
                "Correct the field " + invalid.why().field() + " and publish the record again.");
      }
    } catch (UnreadableException unreadable) {
      LOG.warn("A record on alert-control cannot be read: {}", unreadable.getMessage());
      outbox.add(connection, List.of(records.unreadable(message, unreadable)));
    }
  }

  private void refuse(
      Connection connection, String alertId, String database, String message, String remedy)
      throws SQLException {
    LOG.warn("Refused on alert-control: {}", message);
    RequestRefused refused =
        RequestRefused.newBuilder()
            .setHeader(
                OperationHeader.newBuilder()
                    .setKind(KIND)
                    .setOperationId(alertId)
                    .setDatabase(database)
                    .setSequence(0)
                    .setAttempt(0)
                    .setObservedAt(clock.instant())
                    .build())
            .setCode("INVALID_REQUEST")
            .setMessage(message)
            .setRemedy(remedy)
            .build();
    outbox.add(connection, List.of(records.refused(refused)));
  }

  @Override
  public void close() {
    follower.close();
  }
}
