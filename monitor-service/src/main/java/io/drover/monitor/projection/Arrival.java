package io.drover.monitor.projection;

import io.drover.bus.TopicPartitionKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic as the projection takes it in.
 *
 * @param traceId of its trace context; null where it has none
 */
record Arrival(
    TopicPartitionKey place,
    long offset,
    Instant timestamp,
    @Nullable String key,
    @Nullable String traceId,
    Content content) {

  /** The body when it is of this type, else null. */
  <T> @Nullable T record(Class<T> type) {
    return content instanceof Content.Decoded readable && type.isInstance(readable.body())
        ? type.cast(readable.body())
        : null;
  }
}
