package io.drover.cli.request;

import static org.awaitility.Awaitility.await;

import io.drover.bus.BusConfig;
import io.drover.bus.BusUnavailableException;
import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.bus.Follower;
import io.drover.bus.Message;
import io.drover.bus.Publisher;
import io.drover.bus.SchemaLookup;
import io.drover.bus.StartPosition;
import io.drover.bus.TopicAdmin;
import io.drover.localstack.TestStack;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Answers requests on a real broker with facts that a test chooses. */
public final class FakeHerd implements AutoCloseable {
  private static final String SOURCE = "drover/test";

  private static final Codec CODEC = new Codec(SchemaLookup.none());

  private final BusConfig config;
  private final Publisher publisher;
  private final Follower follower;

  /** Publishes what {@code answers} says to each request. */
  public FakeHerd(Function<Message<SpecificRecord>, List<SpecificRecord>> answers) {
    config = new BusConfig(TestStack.kafka().bootstrapServers(), "t" + UUID.randomUUID() + ".");
    // A broker that stands still for longer than one try takes makes them at the next.
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(BusUnavailableException.class)
        .untilAsserted(() -> TopicAdmin.ensure(config, 1, small()));
    publisher = new Publisher(config, CODEC, SOURCE);
    follower =
        Follower.follower(config, CODEC)
            .name("fake-herd")
            .topics(
                Topics.BACKUP_REQUESTED,
                Topics.RESTORE_REQUESTED,
                Topics.VERIFY_REQUESTED,
                Topics.MIGRATE_REQUESTED,
                Topics.FLEET_REQUESTED,
                Topics.MAINTENANCE_REQUESTED,
                Topics.OPERATION_CONTROL)
            .from(StartPosition.BEGINNING)
            .onBatch(
                (batch, next) ->
                    batch.forEach(
                        message ->
                            answers
                                .apply(message)
                                .forEach(fact -> publish(Topics.OPERATION_EVENTS, "db", fact))))
            .start();
  }

  /** Every herd has topics of its own: the broker makes few partitions sooner. */
  private static List<Topic> small() {
    return Topics.all().stream()
        .map(each -> new Topic(each.name(), 1, each.config(), each.doc(), each.key()))
        .toList();
  }

  /** A herd in which nobody answers. */
  public static FakeHerd silent() {
    return new FakeHerd(message -> List.of());
  }

  /** Publishes and waits until it stands. */
  public void publish(Topic topic, String key, SpecificRecord fact) {
    publisher.publish(topic, key, fact, Envelope.of(fact, SOURCE)).join();
  }

  /** Removes the key from a compacted topic. */
  public void remove(Topic topic, String key) {
    publisher.tombstone(topic, key).join();
  }

  /** What the command line needs to reach it. */
  public Map<String, String> environment() {
    return Map.of(
        "DROVER_KAFKA", config.bootstrapServers(), "DROVER_TOPIC_PREFIX", config.topicPrefix());
  }

  /** Bytes of a record. */
  public byte[] encode(SpecificRecord record) {
    return CODEC.encode(record);
  }

  /** A header for a fact of the request's operation. */
  public static OperationHeader header(
      @Nullable SpecificRecord request, String kind, int sequence) {
    return header(kind, text(request, "operationId"), text(request, "database"), sequence);
  }

  /** A header. */
  public static OperationHeader header(
      String kind, String operationId, String database, int sequence) {
    return OperationHeader.newBuilder()
        .setKind(kind)
        .setOperationId(operationId)
        .setDatabase(database)
        .setSequence(sequence)
        .setAttempt(Math.min(1, sequence))
        .setObservedAt(Instant.parse("2026-11-21T10:00:00Z").plusMillis(sequence * 150L))
        .build();
  }

  private static String text(@Nullable SpecificRecord request, String field) {
    return request == null
        ? ""
        : String.valueOf(request.get(request.getSchema().getField(field).pos()));
  }

  @Override
  public void close() {
    follower.close();
    publisher.close();
  }
}
