package io.drover.bus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param topic name of the topic without the prefix
 * @param partition partition of the topic
 * @param offset offset in the partition
 * @param timestamp timestamp of the record: the broker's on command topics, else the producer's
 * @param key key, or null when there is none
 * @param envelope envelope, or null when the headers hold none
 * @param signed what it says about its signature, which is yet to be proven; null when nothing
 * @param body body, or null for a tombstone
 */
public record Message<T>(
    String topic,
    int partition,
    long offset,
    Instant timestamp,
    @Nullable String key,
    @Nullable Envelope envelope,
    @Nullable Signed signed,
    @Nullable T body) {

  /** The same place and envelope with another body. */
  <U> Message<U> with(@Nullable U other) {
    return new Message<>(topic, partition, offset, timestamp, key, envelope, signed, other);
  }
}
