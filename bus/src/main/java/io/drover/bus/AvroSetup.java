package io.drover.bus;

import io.drover.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.jspecify.annotations.Nullable;

/**
 * The one place that configures Avro for this process and knows the generated classes.
 *
 * <p>Avro instantiates only classes that it is told to trust; and a few garbage bytes that claim a
 * collection of two thousand million items must not allocate it.
 */
final class AvroSetup {

  private static final String RECORDS_PACKAGE = "io.drover.schemas";
  private static final String COLLECTION_LIMIT = "org.apache.avro.limits.collectionItems.maxLength";

  /**
   * Reads arrays into plain lists: Avro's own throw when two that hold instants are compared, and
   * allocate what the bytes claim before a single item is read.
   */
  private static final class Model extends SpecificData {
    Model() {
      addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    }

    @Override
    public Object newArray(@Nullable Object old, int size, Schema schema) {
      return new ArrayList<>();
    }
  }

  /** How records are read and written. */
  static final SpecificData MODEL = new Model();

  /** Generated classes by full name of their schema. */
  static final Map<String, Class<? extends SpecificRecord>> CLASSES = new HashMap<>();

  /** Schemas of the generated classes by fingerprint. */
  static final Map<Long, Schema> SCHEMAS = new HashMap<>();

  static {
    if (System.getProperty(COLLECTION_LIMIT) == null) {
      System.setProperty(COLLECTION_LIMIT, "1000000");
    }
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            type -> RECORDS_PACKAGE.equals(type.getPackageName())));
    Topics.allRecords()
        .forEach(
            type -> {
              Schema schema = schemaOf(type);
              CLASSES.put(schema.getFullName(), type);
              SCHEMAS.put(Fingerprints.of(schema), schema);
            });
  }

  private AvroSetup() {}

  /** Avro is configured once this class has been used. */
  static void ready() {}

  static Schema schemaOf(Class<? extends SpecificRecord> type) {
    return SpecificData.get().getSchema(type);
  }
}
