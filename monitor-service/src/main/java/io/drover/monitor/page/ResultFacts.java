package io.drover.monitor.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.monitor.web.Show;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The plain fields of a result as people read them. */
public final class ResultFacts {
  private ResultFacts() {}

  /** A field. */
  public record ResultFact(String name, String value) {}

  /** Fields that hold one value which says something, in the order of the record. */
  public static List<ResultFact> of(JsonNode result) {
    List<ResultFact> facts = new ArrayList<>();
    result
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
                facts.add(new ResultFact(words(field.getKey()), shown(field.getKey(), value)));
              }
            });
    return facts;
  }

  private static String words(String name) {
    String plain = name.replaceFirst("(Millis|Seconds|Bytes|At|Count)$", "");
    String spaced = plain.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return name.endsWith("Bytes") ? spaced + " size" : spaced;
  }

  private static String shown(String name, JsonNode value) {
    if (value.isBoolean() || value.asText().equals("true")) {
      return value.asBoolean() ? "yes" : "no";
    }
    if (value.isNumber()) {
      return number(name, value);
    }
    if (name.endsWith("Seconds") && value.asText().matches("[0-9]{1,9}")) {
      return Show.duration(Long.parseLong(value.asText()) * 1000);
    }
    Instant instant = name.matches(".*(At|Until)") ? JsonText.instantOf(value.asText()) : null;
    return instant == null ? value.asText() : Show.time(instant);
  }

  private static String number(String name, JsonNode value) {
    if (name.endsWith("Bytes")) {
      return Show.bytes(value.asLong());
    }
    return name.endsWith("Millis") ? Show.duration(value.asLong()) : Show.number(value.asDouble());
  }
}
