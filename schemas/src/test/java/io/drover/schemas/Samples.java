package io.drover.schemas;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** A record of any schema with every field filled, always in the same way. */
final class Samples {

  private static final long INSTANT = 1_795_255_200_123L;

  private Samples() {}

  static GenericRecord of(Schema schema) {
    GenericRecord record = new GenericData.Record(schema);
    schema
        .getFields()
        .forEach(
            field -> record.put(field.pos(), value(field.name(), field.schema(), field.pos())));
    return record;
  }

  private static Object value(String name, Schema schema, int position) {
    return switch (schema.getType()) {
      case STRING -> name + " äß✓ " + position;
      case INT -> 1_000 + position;
      case LONG ->
          schema.getProp("logicalType") == null ? 5_000_000_000L + position : INSTANT + position;
      case DOUBLE -> 0.5 + position;
      case BOOLEAN -> true;
      case BYTES -> ByteBuffer.wrap(new byte[] {(byte) 0xC3, 1, 0, (byte) position});
      case MAP -> Map.of(name, value(name, schema.getValueType(), position));
      case ARRAY -> List.of(value(name, schema.getElementType(), position));
      case UNION -> value(name, schema.getTypes().getLast(), position);
      case RECORD -> of(schema);
      default -> throw new IllegalArgumentException("No sample for " + schema.getType());
    };
  }
}
