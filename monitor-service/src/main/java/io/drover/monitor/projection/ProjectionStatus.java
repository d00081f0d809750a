package io.drover.monitor.projection;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the monitor is with folding what the topics retain.
 *
 * @param state following; catching-up where records of the past are still to be read; rebuilding
 *     where the tables were emptied and have not held everything since
 * @param since when the tables were emptied while they are rebuilt, else since when they have held
 *     everything once
 * @param problem what it stalls on, in one sentence; null while it gets on
 * @param records retained by the topics; null while the broker does not tell
 * @param lag how many of them are still to be read; null while the broker does not tell
 * @param percent that were read, rounded down; null while the broker does not tell
 * @param partitions by topic and number; empty while the broker does not tell
 */
public record ProjectionStatus(
    String state,
    Instant since,
    @Nullable String problem,
    @Nullable Long records,
    @Nullable Long lag,
    @Nullable Integer percent,
    List<PartitionStatus> partitions) {
  /** Reads what comes. */
  public static final String FOLLOWING = "following";

  /** Reads what came while it did not run, or faster than it reads. */
  public static final String CATCHING_UP = "catching-up";

  /** Reads everything anew. */
  public static final String REBUILDING = "rebuilding";

  /**
   * A partition.
   *
   * @param first offset of the oldest record that is retained
   * @param next offset that is read next
   * @param end offset behind the newest record
   */
  public record PartitionStatus(
      String topic, int partition, long first, long next, long end, long lag, int percent) {
    static PartitionStatus of(String topic, int partition, long first, long next, long end) {
      long at = Math.clamp(next, first, end);
      return new PartitionStatus(
          topic, partition, first, at, end, end - at, share(at - first, end - first));
    }
  }

  /** Whether what is shown may be old or incomplete. */
  public boolean behind() {
    return problem != null || !state.equals(FOLLOWING);
  }

  static int share(long done, long all) {
    return all == 0 ? 100 : (int) (100.0 * done / all);
  }
}
