package io.drover.monitor.projection;

import io.drover.bus.TopicPartitionKey;
import java.time.Instant;
import java.util.Set;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A fact of an operation's life, at its place in the topic.
 *
 * @param traceId of its trace context; null where it has none
 * @param type simple name of the record
 * @param known false for a type of a later version
 * @param json the body without its header
 */
record Fact(
    TopicPartitionKey place,
    long offset,
    String kind,
    String operationId,
    String database,
    int sequence,
    int attempt,
    Instant observedAt,
    @Nullable String traceId,
    String type,
    boolean known,
    IndexedRecord body,
    String json) {
  private static final Set<String> WITHOUT = Set.of("header");

  /**
   * Reads the header that every fact begins with.
   *
   * @return null when the record has none: no fact of any version
   */
  static @Nullable Fact of(Arrival arrival, Content.Decoded content) {
    IndexedRecord body = content.body();
    var field = body.getSchema().getField("header");
    if (field == null || !(body.get(field.pos()) instanceof IndexedRecord header)) {
      return null;
    }
    Values values = new Values(header);
    return new Fact(
        arrival.place(),
        arrival.offset(),
        Clean.name(values.text("kind")),
        Clean.name(values.text("operationId")),
        Clean.name(values.text("database")),
        values.integer("sequence"),
        values.integer("attempt"),
        Clean.instant(values.instant("observedAt", arrival.timestamp())),
        arrival.traceId(),
        Clean.name(body.getSchema().getName()),
        content.known(),
        body,
        AvroJson.of(body, WITHOUT));
  }
}
