package io.drover.bus;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationStarted;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Records for tests. */
final class Records {

  static final Instant INSTANT = Instant.parse("2026-11-21T10:00:00.123Z");

  private Records() {}

  /** Every field filled. */
  static SpecificRecord filled(Class<?> type) {
    Schema schema = SpecificData.get().getSchema(type);
    SpecificRecord record = (SpecificRecord) SpecificData.newInstance(type, schema);
    schema
        .getFields()
        .forEach(field -> record.put(field.pos(), value(field.name(), field.schema())));
    return record;
  }

  static OperationStarted started(String operationId, int sequence) {
    return OperationStarted.newBuilder()
        .setHeader(
            OperationHeader.newBuilder()
                .setKind("backup")
                .setOperationId(operationId)
                .setDatabase("shop")
                .setSequence(sequence)
                .setAttempt(1)
                .setObservedAt(INSTANT)
                .build())
        .setService("backup-service")
        .setInstance("one")
        .build();
  }

  static BackupRequested request(String operationId) {
    return BackupRequested.newBuilder()
        .setOperationId(operationId)
        .setDatabase("shop")
        .setRequestedBy("ann")
        .setReason("before\nthe sale")
        .setExpiresAt(INSTANT)
        .setTimeoutSeconds(60)
        .setLabels(Map.of("team", "shop", "run", "7"))
        .build();
  }

  private static Object value(String name, Schema schema) {
    return switch (schema.getType()) {
      case STRING -> name + " ä✓";
      case INT -> 7;
      case LONG -> schema.getLogicalType() == null ? 5_000_000_000L : INSTANT;
      case DOUBLE -> 0.5;
      case BOOLEAN -> true;
      case BYTES -> ByteBuffer.wrap(new byte[] {1, 2, 3});
      case MAP -> Map.of(name, value(name, schema.getValueType()));
      case ARRAY -> List.of(value(name, schema.getElementType()));
      case UNION -> value(name, schema.getTypes().getLast());
      case RECORD -> filled(SpecificData.get().getClass(schema));
      default -> throw new IllegalArgumentException("No sample for " + schema.getType());
    };
  }
}
