package io.drover.schemas;

import org.apache.avro.Schema;
import org.jspecify.annotations.NullMarked;

/** Schemas for others than this process. */
@NullMarked
public final class PortableSchema {

  private static final String JAVA_STRING = "{\"type\":\"string\",\"avro.java.string\":\"String\"}";

  private PortableSchema() {}

  /** Self-contained JSON of the schema, docs and defaults kept, without what concerns Java only. */
  public static String json(Schema schema) {
    return schema
        .toString()
        .replace(JAVA_STRING, "\"string\"")
        .replace(",\"avro.java.string\":\"String\"", "");
  }
}
