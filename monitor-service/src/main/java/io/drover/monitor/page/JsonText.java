package io.drover.monitor.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** JSON of records, as the projection keeps it, for pages to read. Thread-safe. */
public final class JsonText {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private JsonText() {}

  /** The JSON as a tree; a missing node for null, and for what is none. */
  public static JsonNode read(@Nullable String json) {
    if (json == null) {
      return MissingNode.getInstance();
    }
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** The JSON over several lines; as it came where it is none. */
  public static String pretty(String json) {
    JsonNode tree = read(json);
    return tree.isMissingNode() ? json : tree.toPrettyString();
  }

  /** The text of a field; empty where there is none. */
  public static String text(JsonNode node, String field) {
    return node.path(field).asText("").equals("null") ? "" : node.path(field).asText("");
  }

  /** The instant of a field; null where there is none. */
  public static @Nullable Instant instant(JsonNode node, String field) {
    return instantOf(text(node, field));
  }

  /** The instant that a text stands for; null where it stands for none. */
  static @Nullable Instant instantOf(String text) {
    try {
      return text.isEmpty() ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
