package io.drover.monitor.projection;

import io.drover.bus.TopicPartitionKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record of a topic as the projection takes it in. */
record Arrival(
    TopicPartitionKey place,
    long offset,
    Instant timestamp,
    @Nullable String key,
    Content content) {

  /** The body when it is of this type, else null. */
  <T> @Nullable T record(Class<T> type) {
    return content instanceof Content.Decoded readable && type.isInstance(readable.body())
        ? type.cast(readable.body())
        : null;
  }
}
