package io.drover.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into JSON: fields in the schema's order, maps sorted, instants as ISO-8601, bytes
 * as Base64, absent values left out.
 */
final class JsonWriter {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonWriter() {}

  static byte[] bytes(SpecificRecord record) {
    try {
      return MAPPER.writeValueAsBytes(plain(record));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("A record could not be written as JSON.", e);
    }
  }

  static Map<String, Object> plain(SpecificRecord record) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value != null) {
        map.put(field.name(), plain(value));
      }
    }
    return map;
  }

  private static Object plain(@Nullable Object value) {
    return switch (value) {
      case SpecificRecord record -> plain(record);
      case Instant instant -> instant.toString();
      case ByteBuffer buffer -> base64(buffer);
      case CharSequence text -> text.toString();
      case List<?> list -> {
        List<Object> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(plain(item)));
        yield items;
      }
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, item) -> sorted.put(String.valueOf(key), plain(item)));
        yield sorted;
      }
      case null -> "";
      default -> value;
    };
  }

  private static String base64(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
