package io.drover.cli.request;

import io.drover.schemas.Kinds;
import io.drover.schemas.OperationHeader;
import java.util.HashMap;
import java.util.Map;

/**
 * Which attempts the facts have told of. Progress is published outside their order: it may come
 * before the start of its attempt, or after the end. To be used by one thread at a time.
 */
final class AttemptsSeen {
  /** At two a second at most, facts that are on their way have come before so many. */
  private static final int ALONE = 5;

  private final boolean mayComeLate;
  private final Map<String, Integer> newest = new HashMap<>();
  private final Map<String, Integer> ahead = new HashMap<>();

  /**
   * @param mayComeLate whether facts may lie before the first message that we get, so that progress
   *     which no fact precedes is believed after a while
   */
  AttemptsSeen(boolean mayComeLate) {
    this.mayComeLate = mayComeLate;
  }

  /** Takes note of a fact. */
  void remember(OperationHeader fact) {
    // An answer of sequence 0 tells nothing of an attempt.
    if (fact.getSequence() > 0) {
      newest.merge(key(fact), fact.getAttempt(), Math::max);
    }
  }

  /** Whether progress with this header is of the attempt that goes on. */
  boolean isCurrent(OperationHeader progress) {
    Integer known = newest.get(key(progress));
    if (known != null && isOf(known, progress)) {
      return true;
    }
    return mayComeLate && known == null && ahead.merge(key(progress), 1, Integer::sum) > ALONE;
  }

  /** A fleet is attempted again at each end of a member, and states nothing of it. */
  private static boolean isOf(int known, OperationHeader progress) {
    return progress.getKind().equals(Kinds.FLEET)
        ? known <= progress.getAttempt()
        : known == progress.getAttempt();
  }

  private static String key(OperationHeader header) {
    return header.getKind() + "/" + header.getOperationId();
  }
}
