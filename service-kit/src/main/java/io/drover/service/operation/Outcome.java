package io.drover.service.operation;

import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topic;
import io.drover.service.state.StateDatabase;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a handler answers: done, failed with something to announce, waiting for another operation,
 * or to be tried again later.
 */
public sealed interface Outcome {

  /**
   * The operation succeeded.
   *
   * @param fact makes the terminal fact from the header
   * @param announcements further records, published in the same transaction as the terminal fact
   */
  record Done(Function<OperationHeader, SpecificRecord> fact, List<Announcement> announcements)
      implements Outcome {
    public Done(Function<OperationHeader, SpecificRecord> fact) {
      this(fact, List.of());
    }
  }

  /**
   * The operation failed for good, and what it found out is told all the same. {@link
   * OperationHandler#abandon} runs before the end is written, as for a failure that is thrown.
   *
   * @param announcements further records, published in the same transaction as the terminal fact
   */
  record Failed(OperationFailure failure, List<Announcement> announcements) implements Outcome {}

  /**
   * The operation waits, holding no thread and no lock, until the child has ended; then the handler
   * is called again and finds {@link Attempt#child()}.
   *
   * @param why one sentence for the waiting fact
   */
  record AwaitChild(ChildRequest child, String why) implements Outcome {}

  /**
   * The operation waits, holding no thread and no lock, until any of its children has ended: of
   * those that it requests now, and of those that it requested before and has not seen the end of.
   * Then the handler is called again and finds {@link Attempt#endedChildren()}; what this attempt
   * found there it has seen, and finds no more. When the operation ends without success, children
   * that have not ended are cancelled.
   *
   * @param children requested together with the waiting, each on the topic's partition of its own
   *     database; none where only those of before are waited for
   * @param why one sentence for the waiting fact, which is stated once and not each time
   * @param along a change of the service's own tables in the same transaction
   */
  record AwaitAny(List<ChildRequest> children, String why, StateDatabase.Change along)
      implements Outcome {
    public AwaitAny {
      children = List.copyOf(children);
    }
  }

  /** The operation is tried again after the delay. */
  record RetryAfter(Duration delay, String why) implements Outcome {}

  /**
   * A record beside the operation's facts, for example on the topic of backups.
   *
   * @param body null for a tombstone: what the key names is gone
   */
  record Announcement(Topic topic, String key, @Nullable SpecificRecord body) {
    /** Says on a compacted topic that what the key names is gone. */
    public static Announcement tombstone(Topic topic, String key) {
      return new Announcement(topic, key, null);
    }
  }

  /**
   * A request to any service, by the bus.
   *
   * @param command makes the command from the operation id that it must carry; the id depends only
   *     on the parent and the name, so asking twice is asking once
   * @param name distinguishes the children of one parent, for example {@code backup-before}
   */
  record ChildRequest(
      String kind, Topic topic, String name, Function<String, SpecificRecord> command) {}
}
