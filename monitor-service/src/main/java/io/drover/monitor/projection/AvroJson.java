package io.drover.monitor.projection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of any schema as plain JSON: field names of the schema, instants as ISO-8601, bytes as
 * Base64, absent values as null.
 */
final class AvroJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private AvroJson() {}

  /** JSON of the record without the fields named. */
  static String of(IndexedRecord record, Set<String> without) {
    return write(json -> writeRecord(json, record, without));
  }

  /** JSON of the record. */
  static String of(IndexedRecord record) {
    return of(record, Set.of());
  }

  /** JSON of a map or collection of records, texts and numbers. */
  static String ofValue(Object value) {
    return write(json -> writeValue(json, null, value));
  }

  private interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  private static String write(Writing writing) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      writing.to(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException("A record could not be written to memory.", impossible);
    }
    return text.toString();
  }

  private static void writeRecord(JsonGenerator json, IndexedRecord record, Set<String> without)
      throws IOException {
    json.writeStartObject();
    for (Schema.Field field : record.getSchema().getFields()) {
      if (!without.contains(field.name())) {
        json.writeFieldName(field.name());
        writeValue(json, field.schema(), record.get(field.pos()));
      }
    }
    json.writeEndObject();
  }

  private static void writeValue(
      JsonGenerator json, @Nullable Schema schema, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case IndexedRecord record -> writeRecord(json, record, Set.of());
      case Instant instant -> json.writeString(instant.toString());
      case Long millis when isTimestamp(schema) ->
          json.writeString(Instant.ofEpochMilli(millis).toString());
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Float number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case ByteBuffer bytes -> json.writeBinary(bytes(bytes));
      case GenericFixed fixed -> json.writeBinary(fixed.bytes());
      case Collection<?> items -> writeItems(json, schema, items);
      case Map<?, ?> entries -> writeEntries(json, schema, entries);
      default -> json.writeString(Clean.characters(value.toString()));
    }
  }

  private static void writeItems(JsonGenerator json, @Nullable Schema schema, Collection<?> items)
      throws IOException {
    Schema array = branch(schema, Schema.Type.ARRAY);
    json.writeStartArray();
    for (Object item : items) {
      writeValue(json, array == null ? null : array.getElementType(), item);
    }
    json.writeEndArray();
  }

  private static void writeEntries(JsonGenerator json, @Nullable Schema schema, Map<?, ?> entries)
      throws IOException {
    Schema map = branch(schema, Schema.Type.MAP);
    json.writeStartObject();
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      json.writeFieldName(Clean.characters(String.valueOf(entry.getKey())));
      writeValue(json, map == null ? null : map.getValueType(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static boolean isTimestamp(@Nullable Schema schema) {
    Schema number = branch(schema, Schema.Type.LONG);
    return number != null && number.getLogicalType() instanceof LogicalTypes.TimestampMillis;
  }

  private static @Nullable Schema branch(@Nullable Schema schema, Schema.Type type) {
    if (schema == null || !schema.isUnion()) {
      return schema != null && schema.getType() == type ? schema : null;
    }
    return schema.getTypes().stream().filter(s -> s.getType() == type).findFirst().orElse(null);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }
}
