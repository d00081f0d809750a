package io.drover.bus;

import java.time.Instant;
import java.util.Map;

/** Where a {@link Follower} begins. */
public sealed interface StartPosition {

  /** Everything that is retained. */
  StartPosition BEGINNING = new Beginning();

  /** What is published after {@link Follower.Builder#start()} has returned. */
  StartPosition END = new End();

  /** Records with this timestamp or a later one. */
  static StartPosition timestamp(Instant instant) {
    return new At(instant);
  }

  /**
   * The next offset to read of each partition; partitions that are not named from the beginning.
   */
  static StartPosition offsets(Map<TopicPartitionKey, Long> next) {
    return new Offsets(Map.copyOf(next));
  }

  /** See {@link #BEGINNING}. */
  record Beginning() implements StartPosition {}

  /** See {@link #END}. */
  record End() implements StartPosition {}

  /** See {@link #timestamp}. */
  record At(Instant instant) implements StartPosition {}

  /** See {@link #offsets}. */
  record Offsets(Map<TopicPartitionKey, Long> next) implements StartPosition {}
}
