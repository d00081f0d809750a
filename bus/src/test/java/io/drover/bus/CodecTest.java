package io.drover.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.OperationStarted;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {

  private final Codec codec = new Codec(SchemaLookup.none());

  @ParameterizedTest
  @MethodSource("types")
  void everyRecordComesBackAsItWas(Class<? extends SpecificRecord> type) throws Exception {
    SpecificRecord record = Records.filled(type);
    byte[] bytes = codec.encode(record);
    assertThat(bytes).startsWith(0xC3, 0x01);
    assertThat(codec.decode(bytes)).isEqualTo(record).isInstanceOf(type);
    assertThat(codec.decode(bytes, type)).isEqualTo(record);
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTruncationIsSaidToBeMalformed(Class<? extends SpecificRecord> type) {
    byte[] bytes = codec.encode(Records.filled(type));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(MalformedException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void damagedBytesThrowNothingButUnreadable(Class<? extends SpecificRecord> type) {
    byte[] bytes = codec.encode(Records.filled(type));
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      byte[] damaged = Mutations.damaged(bytes, random);
      try {
        assertThat(codec.decode(damaged)).isNotNull();
      } catch (UnreadableException e) {
        assertThat(e.reason()).isNotBlank();
      }
    }
  }

  @Test
  void bytesAfterTheEndAreMalformed() {
    byte[] bytes = codec.encode(Records.started("a", 1));
    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(MalformedException.class)
        .extracting("reason")
        .isEqualTo("TRAILING_BYTES");
  }

  @Test
  void aFingerprintThatNoOnePublishedIsUnknown() {
    byte[] bytes = codec.encode(Records.started("a", 1));
    bytes[5] ^= 1;
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(UnknownFingerprintException.class)
        .hasMessageContaining("fingerprint");
  }

  @Test
  void aCollectionThatClaimsTwoThousandMillionItemsIsRefusedUnread() throws IOException {
    byte[] bytes = codec.encode(Records.filled(RestoreSucceeded.class));
    // The count of the last array, in zig-zag coding, is the byte before the only item's length.
    int at = indexOf(bytes, "mismatches") - 2;
    ByteBuffer huge = ByteBuffer.allocate(bytes.length + 4);
    huge.put(bytes, 0, at)
        .put(new byte[] {-2, -1, -1, -1, 15})
        .put(bytes, at + 1, bytes.length - at - 1);
    assertThatThrownBy(() -> codec.decode(huge.array())).isInstanceOf(MalformedException.class);
  }

  @Test
  void aRecordOfAnotherTypeThanExpectedIsRefused() {
    byte[] bytes = codec.encode(Records.started("a", 1));
    assertThatThrownBy(() -> codec.decode(bytes, BackupRequested.class))
        .isInstanceOf(UnknownRecordException.class)
        .hasMessageContaining("OperationStarted");
  }

  @Test
  void anOldReaderReadsANewerWriter() throws Exception {
    Schema newer = withExtraField(AvroSetup.schemaOf(OperationStarted.class));
    byte[] bytes = newerBytes(newer);
    long fingerprint = Fingerprints.of(newer);
    Codec reader =
        new Codec(wanted -> wanted == fingerprint ? Optional.of(newer) : Optional.empty());
    assertThat(reader.knows(fingerprint)).isFalse();
    assertThat(reader.decode(bytes)).isEqualTo(Records.started("a", 1));
    assertThat(reader.knows(fingerprint)).isTrue();
  }

  @Test
  void aRecordThatThisVersionHasNoClassForIsNamed() throws Exception {
    Schema later =
        new Schema.Parser()
            .parse(
                AvroSetup.schemaOf(BackupSucceeded.class)
                    .toString()
                    .replace("BackupSucceeded", "VerifySucceeded"));
    Codec reader = new Codec(wanted -> Optional.of(later));
    byte[] bytes =
        ByteBuffer.allocate(30)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0xC3)
            .put((byte) 1)
            .putLong(Fingerprints.of(later))
            .array();
    assertThatThrownBy(() -> reader.decode(bytes))
        .isInstanceOf(UnknownRecordException.class)
        .hasMessageContaining("io.drover.schemas.VerifySucceeded");
  }

  static Stream<Class<? extends SpecificRecord>> types() {
    return Topics.allRecords();
  }

  static Schema withExtraField(Schema schema) {
    Schema copy =
        Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false);
    Stream<Schema.Field> own =
        schema.getFields().stream().map(field -> new Schema.Field(field, field.schema()));
    Schema.Field extra =
        new Schema.Field("addedLater", Schema.create(Schema.Type.STRING), "New.", "none");
    copy.setFields(Stream.concat(own, Stream.of(extra)).toList());
    return copy;
  }

  /** {@code Records.started("a", 1)} as a newer version would write it. */
  static byte[] newerBytes(Schema newer) throws IOException {
    OperationStarted started = Records.started("a", 1);
    GenericRecord header =
        new GenericRecordBuilder(newer.getField("header").schema())
            .set("kind", started.getHeader().getKind())
            .set("operationId", "a")
            .set("database", "shop")
            .set("sequence", 1)
            .set("attempt", 1)
            .set("observedAt", Records.INSTANT.toEpochMilli())
            .build();
    GenericRecord record =
        new GenericRecordBuilder(newer)
            .set("header", header)
            .set("service", started.getService())
            .set("instance", started.getInstance())
            .set("addedLater", "x")
            .build();
    ByteBuffer buffer = new BinaryMessageEncoder<>(new GenericData(), newer).encode(record);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
