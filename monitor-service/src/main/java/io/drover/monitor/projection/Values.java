package io.drover.monitor.projection;

import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a record of any version, by name; a field that is missing or of another type reads as
 * empty.
 */
record Values(IndexedRecord record) {

  String text(String field) {
    Object value = value(field);
    return value instanceof CharSequence text ? text.toString() : "";
  }

  int integer(String field) {
    return value(field) instanceof Number number ? number.intValue() : 0;
  }

  Instant instant(String field, Instant otherwise) {
    return switch (value(field)) {
      case Instant instant -> instant;
      case Long millis -> Instant.ofEpochMilli(millis);
      case null, default -> otherwise;
    };
  }

  private @Nullable Object value(String field) {
    Schema.Field found = record.getSchema().getField(field);
    return found == null ? null : record.get(found.pos());
  }
}
