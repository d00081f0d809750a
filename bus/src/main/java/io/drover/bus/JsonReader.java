package io.drover.bus;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Turns JSON into commands, strictly: what the schema does not know is an error. */
final class JsonReader {

  private static final int DEPTH = 16;
  private static final int LARGEST = 1024 * 1024;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH)
                          .maxStringLength(LARGEST)
                          .maxDocumentLength(LARGEST)
                          .maxNumberLength(1000)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonReader() {}

  static JsonNode parse(byte[] body) throws MalformedException {
    String text = body.length > LARGEST ? null : Text.strict(body);
    if (text == null) {
      throw new MalformedException("NOT_JSON", "The body is not UTF-8 text of at most 1 MiB.");
    }
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node == null || !node.isObject()) {
        throw new MalformedException("NOT_JSON", "The body is not a JSON object.");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new MalformedException("NOT_JSON", "The body is not JSON: " + sentence(e));
    }
  }

  static <T extends SpecificRecord> T record(JsonNode json, Class<T> type) throws FieldException {
    Schema schema = AvroSetup.schemaOf(type);
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (schema.getField(entry.getKey()) == null) {
        String name = shortened(entry.getKey());
        throw new FieldException(name, name + " is not a field of " + schema.getName() + ".");
      }
    }
    T record = type.cast(SpecificData.newInstance(type, schema));
    for (Field field : schema.getFields()) {
      JsonNode value = json.get(field.name());
      record.put(field.pos(), value == null ? missing(field) : value(field, value));
    }
    return record;
  }

  private static @Nullable Object missing(Field field) throws FieldException {
    if (!field.hasDefaultValue()) {
      throw new FieldException(field.name(), field.name() + " is missing.");
    }
    SpecificData data = SpecificData.get();
    return data.deepCopy(field.schema(), data.getDefaultValue(field));
  }

  private static @Nullable Object value(Field field, JsonNode json) throws FieldException {
    Schema schema = field.schema();
    if (schema.isNullable()) {
      if (json.isNull()) {
        return null;
      }
      schema = schema.getTypes().get(schema.getTypes().size() - 1);
    }
    return value(field.name(), schema, json);
  }

  private static Object value(String name, Schema schema, JsonNode json) throws FieldException {
    switch (schema.getType()) {
      case STRING -> {
        must(json.isTextual(), name, "a string");
        return json.textValue();
      }
      case BOOLEAN -> {
        must(json.isBoolean(), name, "true or false");
        return json.booleanValue();
      }
      case INT -> {
        must(json.isIntegralNumber() && json.canConvertToInt(), name, "a whole number of 32 bits");
        return json.intValue();
      }
      case LONG -> {
        if (schema.getLogicalType() != null) {
          return instant(name, json);
        }
        must(json.isIntegralNumber() && json.canConvertToLong(), name, "a whole number of 64 bits");
        return json.longValue();
      }
      case MAP -> {
        return map(name, schema, json);
      }
      case ARRAY -> {
        return list(name, schema, json);
      }
      default ->
          throw new FieldException(
              name, name + " cannot be written in JSON; send the command as Avro.");
    }
  }

  private static Instant instant(String name, JsonNode json) throws FieldException {
    try {
      if (json.isTextual()) {
        return OffsetDateTime.parse(json.textValue()).toInstant();
      }
      if (json.isIntegralNumber() && json.canConvertToLong()) {
        return Instant.ofEpochMilli(json.longValue());
      }
    } catch (DateTimeException e) {
      // Said below, together with the wrong types.
    }
    throw new FieldException(
        name,
        name + " must be an instant such as \"2026-11-21T10:00:00Z\" or milliseconds since 1970.");
  }

  private static Map<String, Object> map(String name, Schema schema, JsonNode json)
      throws FieldException {
    must(json.isObject(), name, "an object");
    Map<String, Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String path = name + "." + shortened(entry.getKey());
      map.put(entry.getKey(), value(path, schema.getValueType(), entry.getValue()));
    }
    return map;
  }

  private static List<Object> list(String name, Schema schema, JsonNode json)
      throws FieldException {
    must(json.isArray(), name, "a list");
    List<Object> list = new ArrayList<>();
    for (JsonNode element : json) {
      list.add(value(name, schema.getElementType(), element));
    }
    return list;
  }

  private static void must(boolean holds, String name, String what) throws FieldException {
    if (!holds) {
      throw new FieldException(name, name + " must be " + what + ".");
    }
  }

  /** A name that a stranger chose, fit for a sentence. */
  private static String shortened(String name) {
    String clean = name.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
    return clean.codePointCount(0, clean.length()) <= 64
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, 64)) + "…";
  }

  private static String sentence(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    String line = message.lines().findFirst().orElse("it ends too early");
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
