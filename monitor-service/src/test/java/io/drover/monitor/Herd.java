package io.drover.monitor;

import static org.awaitility.Awaitility.await;

import io.drover.bus.BusConfig;
import io.drover.bus.BusUnavailableException;
import io.drover.bus.Codec;
import io.drover.bus.Publisher;
import io.drover.bus.SchemaDirectory;
import io.drover.bus.TopicAdmin;
import io.drover.localstack.KafkaServer;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.state.StateDatabase;
import io.drover.service.state.StateSchema;
import io.drover.service.target.SecretReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A herd of its own: topics under a new prefix and an empty state database. */
public final class Herd {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final PostgresServer POSTGRES = TestStack.postgres();

  private final String name =
      "monitor" + ProcessHandle.current().pid() + "x" + NUMBER.incrementAndGet();
  private final BusConfig bus;
  private final SchemaDirectory schemas;
  private final Publisher publisher;
  private final Path password;

  /** Makes the topics and the state database. */
  public Herd() throws Exception {
    this(TestStack.kafka());
  }

  /** The same on a broker of the caller's. */
  public Herd(KafkaServer kafka) throws Exception {
    bus = new BusConfig(kafka.bootstrapServers(), name + ".");
    schemas = new SchemaDirectory(bus);
    publisher = new Publisher(bus, new Codec(schemas), "drover/test");
    // A broker that stands still for longer than one try takes makes them at the next.
    await()
        .ignoreExceptionsInstanceOf(BusUnavailableException.class)
        .untilAsserted(() -> TopicAdmin.ensure(bus, 1, small()));
    POSTGRES.createDatabase(name);
    password = Files.createTempFile("drover-password", "");
    Files.writeString(password, POSTGRES.password());
  }

  /** Every herd has topics of its own: the broker makes few partitions sooner. */
  private static List<Topic> small() {
    return Topics.all().stream()
        .map(
            each ->
                new Topic(
                    each.name(),
                    Math.min(3, each.partitions()),
                    each.config(),
                    each.doc(),
                    each.key()))
        .toList();
  }

  public BusConfig bus() {
    return bus;
  }

  public SchemaDirectory schemas() {
    return schemas;
  }

  public Publisher publisher() {
    return publisher;
  }

  public PostgresServer postgres() {
    return POSTGRES;
  }

  /** Address of the state database. */
  public String stateUrl() {
    return POSTGRES.jdbcUrl(name);
  }

  /** Reference to the superuser's password. */
  public String password() {
    return "file:" + password;
  }

  /** The state database with the monitor's tables in the schema of that name. */
  public StateDatabase state(String schema) {
    return StateSchema.open(
        new StateSchema.Settings(
            stateUrl(), POSTGRES.superuser(), new SecretReference(password()), schema, 6),
        Map.of("history_of_service", "io/drover/monitor/projection/schema"));
  }

  /** Publishes and waits for the broker. */
  public void publish(Topic topic, String key, SpecificRecord body) {
    publisher.publish(topic, key, body, publisher.envelope(body)).join();
  }

  /** Publishes bytes as they are. */
  public void publish(Topic topic, String key, byte @Nullable [] bytes) {
    publisher
        .send(new ProducerRecord<>(bus.topic(topic), key.getBytes(StandardCharsets.UTF_8), bytes))
        .join();
  }

  /** Bytes of a record of a schema that this version does not have. */
  public static byte[] encoded(GenericRecord record) throws Exception {
    var buffer =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), record.getSchema())
            .encode(record);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Publishes a writer's schema as that writer would have done before. */
  public void publishSchema(Schema schema) {
    String fingerprint =
        HexFormat.of().toHexDigits(SchemaNormalization.parsingFingerprint64(schema));
    publish(Topics.SCHEMAS, fingerprint, schema.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Lets go of the bus. */
  public void close() throws Exception {
    publisher.close();
    schemas.close();
    Files.delete(password);
  }
}
