package io.drover.bus;

import java.util.List;
import java.util.Map;

/**
 * Takes what a {@link Follower} reads, on the follower's thread.
 *
 * @param <T> type of the bodies
 */
@FunctionalInterface
public interface BatchHandler<T> {

  /**
   * Handles a batch. A throw delivers the same batch again after a pause; it is never skipped.
   *
   * @param batch messages in the order of their offsets within each partition; never empty
   * @param nextOffsets for each partition of the batch, the offset to continue from once it is
   *     handled. Markers of transactions take up offsets, so it may not be the last message's plus
   *     one
   */
  void handle(List<Message<T>> batch, Map<TopicPartitionKey, Long> nextOffsets) throws Exception;
}
