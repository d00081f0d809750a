package io.drover.bus;

import java.util.List;

/** Why a {@link Follower} does not get on, or what it left out. */
public sealed interface FollowerProblem {

  /** One sentence. */
  String message();

  /**
   * Messages that cannot be read.
   *
   * @param messages where they are; bodies are the original bytes
   * @param cause why the first of them is unreadable
   * @param skipped true when they were left out, false when the follower stalls until they can be
   *     read
   */
  record Unreadable(List<Message<byte[]>> messages, UnreadableException cause, boolean skipped)
      implements FollowerProblem {
    @Override
    public String message() {
      Message<byte[]> first = messages.getFirst();
      return (skipped ? "Left out: " : "Stalled at ")
          + first.topic()
          + "-"
          + first.partition()
          + "@"
          + first.offset()
          + ": "
          + cause.getMessage();
    }
  }

  /**
   * The handler threw; the batch is delivered again.
   *
   * @param cause what it threw
   */
  record HandlerFailed(Throwable cause) implements FollowerProblem {
    @Override
    public String message() {
      return "A batch could not be handled and is delivered again: " + cause;
    }
  }

  /**
   * The broker does not answer or the topics are not there; tried again.
   *
   * @param cause what Kafka's client said
   */
  record BrokerUnavailable(Exception cause) implements FollowerProblem {
    @Override
    public String message() {
      return "The bus cannot be read: " + cause.getMessage();
    }
  }

  /**
   * Offsets that were to be read next are no longer, or not yet, there: retention removed them or
   * the topic was made anew. Reading goes on at the beginning of what is retained.
   *
   * @param partitions the partitions in question
   */
  record OffsetsLost(List<TopicPartitionKey> partitions) implements FollowerProblem {
    @Override
    public String message() {
      return "Records were removed before they were read: " + partitions;
    }
  }
}
