package io.drover.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReleasedVersionsTest {

  private static final Map<String, Schema> CURRENT =
      Topics.allRecords()
          .map(type -> Release.portable(SpecificData.get().getSchema(type)))
          .collect(Collectors.toMap(Schema::getName, Function.identity()));
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @MethodSource("releasedSchemas")
  void theCurrentSchemaReadsWhatThisVersionWrote(Path released) throws IOException {
    assertThat(compatibility(current(released), parse(released)))
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @ParameterizedTest
  @MethodSource("releasedSchemas")
  void thisVersionReadsWhatTheCurrentSchemaWrites(Path released) throws IOException {
    assertThat(compatibility(parse(released), current(released)))
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @ParameterizedTest
  @MethodSource("releasedSchemas")
  void goldenBytesStillDecodeToTheSameValues(Path released) throws IOException {
    Path golden = Release.GOLDEN.resolve(String.valueOf(released.getParent().getFileName()));
    String name = name(released);
    BinaryMessageDecoder<GenericRecord> decoder =
        new BinaryMessageDecoder<>(new GenericData(), current(released));
    decoder.addSchema(parse(released));

    GenericRecord decoded = decoder.decode(Files.readAllBytes(golden.resolve(name + ".bin")));

    JsonNode expected = JSON.readTree(Files.readString(golden.resolve(name + ".json")));
    JsonNode actual = JSON.readTree(decoded.toString());
    assertThat(known(expected, actual)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("releasedSchemas")
  void goldenBytesNameTheReleasedSchema(Path released) throws IOException {
    Path golden = Release.GOLDEN.resolve(String.valueOf(released.getParent().getFileName()));
    byte[] bytes = Files.readAllBytes(golden.resolve(name(released) + ".bin"));
    long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    assertThat(fingerprint).isEqualTo(SchemaNormalization.parsingFingerprint64(parse(released)));
  }

  private static Stream<Path> releasedSchemas() throws IOException {
    try (Stream<Path> files = Files.walk(Release.RELEASED)) {
      return files.filter(file -> file.toString().endsWith(".avsc")).sorted().toList().stream();
    }
  }

  private static Schema current(Path released) {
    assertThat(CURRENT).as("records that were released once stay").containsKey(name(released));
    return CURRENT.get(name(released));
  }

  private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }

  private static Schema parse(Path file) throws IOException {
    return new Schema.Parser().parse(Files.readString(file));
  }

  private static String name(Path released) {
    return String.valueOf(released.getFileName()).replace(".avsc", "");
  }

  /** What the version knew of the values, at every depth: later fields have their defaults. */
  private static JsonNode known(JsonNode expected, JsonNode actual) {
    if (expected.isObject() && actual.isObject()) {
      ObjectNode object = JSON.createObjectNode();
      expected
          .properties()
          .forEach(
              each -> {
                JsonNode value = actual.path(each.getKey());
                object.set(each.getKey(), known(each.getValue(), value));
              });
      return object;
    }
    if (expected.isArray() && actual.size() == expected.size()) {
      ArrayNode array = JSON.createArrayNode();
      for (int i = 0; i < expected.size(); i++) {
        array.add(known(expected.get(i), actual.path(i)));
      }
      return array;
    }
    return actual;
  }
}
