package io.drover.bus;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What holds for the fields of every command, in whichever encoding it came. */
final class CommandRules {

  private static final Pattern OPERATION_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
  private static final Set<String> ON_BUSY = Set.of("wait", "fail", "preempt");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final int LONGEST = 128;
  private static final int LONGEST_REASON = 1024;
  private static final int MOST_ENTRIES = 32;

  /** Operations that ask for others name themselves beside the labels of whoever asked them. */
  private static final String OWN_LABELS = "drover.";

  private static final int MOST_OWN_LABELS = 4;
  private static final int LONGEST_DATABASE_NAME = 63;

  private CommandRules() {}

  static void check(SpecificRecord command) throws FieldException {
    for (Field field : command.getSchema().getFields()) {
      Object value = command.get(field.pos());
      // Where a record may be about no database, its default says so by an empty name.
      if (value == null || !value.equals(field.defaultVal())) {
        check(field.name(), value);
      }
    }
  }

  static boolean validOperationId(@Nullable String text) {
    return text != null && OPERATION_ID.matcher(text).matches();
  }

  static boolean validDatabase(@Nullable String text) {
    try {
      if (text != null) {
        check("database", text);
      }
      return text != null;
    } catch (FieldException e) {
      return false;
    }
  }

  private static void check(String name, @Nullable Object value) throws FieldException {
    switch (value) {
      case String text -> checkText(name, text);
      case Map<?, ?> map -> checkMap(name, map);
      case List<?> list -> checkList(name, list);
      case Instant instant -> {
        if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
          throw new FieldException(name, name + " must lie between the years 1970 and 9999.");
        }
      }
      case Integer number -> {
        if (name.equals("timeoutSeconds") && number <= 0) {
          throw new FieldException(name, "timeoutSeconds must be greater than 0.");
        }
      }
      case null -> {}
      default -> {}
    }
  }

  private static void checkText(String name, String text) throws FieldException {
    checkCharacters(name, text, name.equals("reason"));
    switch (name) {
      case "operationId" -> {
        if (!validOperationId(text)) {
          throw new FieldException(
              name,
              "operationId must be 1 to 40 of A-Z a-z 0-9 . _ - and begin with a letter or digit.");
        }
      }
      case "database" -> {
        checkFilled(name, text);
        checkLength(name, text, LONGEST);
      }
      case "targetName" -> {
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_DATABASE_NAME) {
          throw new FieldException(
              name, "targetName must have at most 63 bytes, as PostgreSQL cuts longer names.");
        }
      }
      case "onBusy" -> {
        if (!ON_BUSY.contains(text)) {
          throw new FieldException(name, "onBusy must be wait, fail or preempt.");
        }
      }
      case "reason" -> checkLength(name, text, LONGEST_REASON);
      default -> checkLength(name, text, LONGEST);
    }
  }

  private static void checkMap(String name, Map<?, ?> map) throws FieldException {
    long own =
        map.keySet().stream().filter(key -> String.valueOf(key).startsWith(OWN_LABELS)).count();
    if (map.size() - Math.min(own, MOST_OWN_LABELS) > MOST_ENTRIES) {
      throw new FieldException(name, name + " must have at most " + MOST_ENTRIES + " entries.");
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = String.valueOf(entry.getKey());
      // The key itself must be sound before it may be part of a field's path.
      checkCharacters(name, key, false);
      checkFilled(name, key);
      checkLength(name, key, LONGEST);
      String value = String.valueOf(entry.getValue());
      checkCharacters(name + "." + key, value, false);
      checkLength(name + "." + key, value, LONGEST);
    }
  }

  private static void checkList(String name, List<?> list) throws FieldException {
    if (list.size() > MOST_ENTRIES) {
      throw new FieldException(name, name + " must have at most " + MOST_ENTRIES + " entries.");
    }
    for (Object element : list) {
      String text = String.valueOf(element);
      checkCharacters(name, text, false);
      checkFilled(name, text);
      checkLength(name, text, LONGEST);
    }
  }

  private static void checkFilled(String name, String text) throws FieldException {
    if (text.isBlank()) {
      throw new FieldException(name, name + " must not be empty.");
    }
  }

  private static void checkLength(String name, String text, int limit) throws FieldException {
    if (text.codePointCount(0, text.length()) > limit) {
      throw new FieldException(name, name + " must have at most " + limit + " characters.");
    }
  }

  private static void checkCharacters(String name, String text, boolean lines)
      throws FieldException {
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (Character.isISOControl(point) && !(lines && (point == '\n' || point == '\t'))) {
        throw new FieldException(
            name, String.format("%s must not hold the control character U+%04X.", name, point));
      }
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        throw new FieldException(name, name + " must not hold half of a surrogate pair.");
      }
      i += Character.charCount(point);
    }
  }
}
