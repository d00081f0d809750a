package io.drover.monitor.projection;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What facts say of one operation. {@link #merge} is commutative, associative and idempotent, so
 * that the state does not depend on the order in which topics are read.
 *
 * @param firstAt earliest instant that a fact names
 * @param request what was asked, from the first fact
 * @param start since when it runs, from the earliest start, and where, from the newest
 */
record Operation(
    String kind,
    String operationId,
    String database,
    Instant firstAt,
    @Nullable Request request,
    @Nullable Start start,
    State state) {

  record Key(String kind, String operationId) {}

  record Request(
      String requestedBy,
      String reason,
      String labels,
      Instant acceptedAt,
      Instant expiresAt,
      Instant deadline,
      @Nullable String parentKind,
      @Nullable String parentOperationId) {}

  record Start(Instant at, int sequence, String service, String instance) {}

  record Failure(String code, String message, String detail, boolean retryable, String remedy) {}

  /** State with what belongs to it and ends with it. */
  record State(
      String name,
      boolean terminal,
      int sequence,
      int attempt,
      Instant changedAt,
      @Nullable String traceId,
      @Nullable String waitingFor,
      @Nullable String waitingDetail,
      @Nullable Failure failure,
      @Nullable String result) {

    /**
     * What lies outside the operation's life yields to it, then an end wins, then the later fact.
     */
    static final Comparator<State> RANK =
        Comparator.comparing(State::inLife)
            .thenComparing(State::terminal)
            .thenComparingInt(State::sequence)
            .thenComparing(State::changedAt)
            .thenComparing(State::name);

    boolean inLife() {
      return sequence > 0;
    }
  }

  Key key() {
    return new Key(kind, operationId);
  }

  Operation merge(Operation other) {
    boolean newer = State.RANK.compare(other.state, state) > 0;
    return new Operation(
        kind,
        operationId,
        newer ? other.database : database,
        other.firstAt.isBefore(firstAt) ? other.firstAt : firstAt,
        request == null ? other.request : request,
        merged(start, other.start),
        newer ? other.state : state);
  }

  private static @Nullable Start merged(@Nullable Start one, @Nullable Start other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    Start newest = other.sequence > one.sequence ? other : one;
    Instant begun = other.at.isBefore(one.at) ? other.at : one.at;
    return new Start(begun, newest.sequence, newest.service, newest.instance);
  }
}
