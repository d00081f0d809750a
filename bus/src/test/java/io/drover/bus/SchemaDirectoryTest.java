package io.drover.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.OperationStarted;
import io.drover.schemas.PortableSchema;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class SchemaDirectoryTest {

  private final BusConfig config = Herd.with(Topics.SCHEMAS);

  @Test
  void ownSchemasArePublishedOnce() {
    try (SchemaDirectory first = new SchemaDirectory(config);
        SchemaDirectory second = new SchemaDirectory(config)) {
      assertThat(first.publishOwn()).isEqualTo((int) Topics.allRecords().count());
      assertThat(first.publishOwn()).isZero();
      assertThat(second.publishOwn()).isZero();
    }
  }

  @Test
  void anOldReaderReadsANewerWriterWhoseSchemaWasPublishedMeanwhile() throws Exception {
    Schema newer = CodecTest.withExtraField(AvroSetup.schemaOf(OperationStarted.class));
    byte[] bytes = CodecTest.newerBytes(newer);
    try (SchemaDirectory directory = new SchemaDirectory(config)) {
      Codec reader = new Codec(directory);
      assertThatThrownBy(() -> reader.decode(bytes))
          .isInstanceOf(UnknownFingerprintException.class);
      publish(Fingerprints.hex(Fingerprints.of(newer)), PortableSchema.json(newer));
      reader.refreshSchemas();
      assertThat(reader.decode(bytes)).isEqualTo(Records.started("a", 1));
    }
  }

  @Test
  void garbageFingerprintsDoNotReadTheTopicEachTime() {
    Random random = new Random(1);
    try (SchemaDirectory directory = new SchemaDirectory(config)) {
      directory.publishOwn();
      long begun = System.nanoTime();
      for (int i = 0; i < 100_000; i++) {
        assertThat(directory.byFingerprint(random.nextLong())).isEmpty();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void aSchemaUnderAForeignFingerprintAndGarbageCountForNothing() throws Exception {
    String json = PortableSchema.json(AvroSetup.schemaOf(OperationStarted.class));
    publish("00000000000000ff", json);
    publish("nonsense", "{\"type\":");
    publish("00000000000000fe", "\u0000\u0001");
    try (SchemaDirectory directory = new SchemaDirectory(config)) {
      assertThat(directory.byFingerprint(0xff)).isEmpty();
      assertThat(directory.publishOwn()).isPositive();
    }
  }

  @Test
  void aBrokerThatIsAwayIsNotAnUnknownFingerprint() {
    BusConfig nowhere = new BusConfig("127.0.0.1:1", "x.");
    try (SchemaDirectory directory = new SchemaDirectory(nowhere)) {
      assertThatThrownBy(() -> directory.byFingerprint(5))
          .isInstanceOf(BusUnavailableException.class);
    }
  }

  private void publish(String key, String value) throws Exception {
    try (Publisher publisher = new Publisher(config, new Codec(SchemaLookup.none()), "test")) {
      publisher
          .send(
              new ProducerRecord<>(
                  config.topic(Topics.SCHEMAS), key.getBytes(UTF_8), value.getBytes(UTF_8)))
          .get(60, TimeUnit.SECONDS);
    }
  }
}
