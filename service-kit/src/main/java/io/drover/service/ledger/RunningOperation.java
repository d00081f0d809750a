package io.drover.service.ledger;

import io.drover.service.ledger.Facts.Origin;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation in the hands of one attempt.
 *
 * @param attempt the fencing token
 * @param request the command in single-object encoding
 * @param awaySince since when its target or repository has been away; null when it is not
 * @param child the child whose end resumed it; null when there is none
 * @param endedChildren of those that it waits for any of, some that have ended and were not seen
 */
public record RunningOperation(
    Origin origin,
    String lane,
    int attempt,
    byte[] request,
    Instant acceptedAt,
    Instant deadline,
    @Nullable Instant awaySince,
    @Nullable EndedChild child,
    List<EndedChild> endedChildren) {

  /** A child and its terminal fact in single-object encoding. */
  public record EndedChild(String kind, String operationId, String outcome, byte[] fact) {}

  public OperationKey key() {
    return origin.key();
  }
}
