package io.drover.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Decodes a batch; what is unreadable either stalls it or is left out. */
final class BatchDecoder implements FollowerLoop.Step<SpecificRecord> {

  private final Codec codec;
  private final Follower.Unreadable policy;
  private final Consumer<FollowerProblem> problems;

  BatchDecoder(Codec codec, Follower.Unreadable policy, Consumer<FollowerProblem> problems) {
    this.codec = codec;
    this.policy = policy;
    this.problems = problems;
  }

  @Override
  public List<Message<SpecificRecord>> apply(List<Message<byte[]>> batch)
      throws FollowerLoop.Stalled {
    boolean refreshed = false;
    List<Message<SpecificRecord>> decoded = new ArrayList<>(batch.size());
    List<Message<byte[]>> left = new ArrayList<>();
    UnreadableException first = null;
    for (Message<byte[]> message : batch) {
      try {
        decoded.add(message.with(decode(message.body(), refreshed)));
      } catch (UnreadableException e) {
        refreshed |= e instanceof UnknownFingerprintException;
        left.add(message);
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      boolean skipped = policy == Follower.Unreadable.SKIP;
      problems.accept(new FollowerProblem.Unreadable(List.copyOf(left), first, skipped));
      if (!skipped) {
        throw new FollowerLoop.Stalled();
      }
    }
    return decoded;
  }

  /** Looks for a missing schema once a batch: all schemas of the batch were published before it. */
  private @Nullable SpecificRecord decode(byte @Nullable [] body, boolean refreshed)
      throws UnreadableException {
    if (body == null) {
      return null;
    }
    try {
      return codec.decode(body);
    } catch (UnknownFingerprintException e) {
      if (refreshed) {
        throw e;
      }
      codec.refreshSchemas();
      return codec.decode(body);
    }
  }
}
