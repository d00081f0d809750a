package io.drover.cli.listing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.schemas.Kinds;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One operation as its facts left it.
 *
 * @param kind its kind
 * @param operationId its id
 * @param database its database
 * @param state its last state
 * @param firstAt when its first retained fact was true
 * @param startedAt when its first retained attempt started; null before that
 * @param lastAt when its last fact was true
 * @param sequence sequence of the last fact
 * @param ended whether the last fact ended it
 * @param waitingFor what it waits for; null when it does not
 * @param result what came of it; may be empty
 * @param digest digest of its request; null when its acceptance is not retained
 * @param action what its kind does not say: import, scrub, undo, plan; null when nothing tells
 */
record OperationRow(
    String kind,
    String operationId,
    String database,
    String state,
    Instant firstAt,
    @Nullable Instant startedAt,
    Instant lastAt,
    int sequence,
    boolean ended,
    @Nullable String waitingFor,
    String result,
    @Nullable String digest,
    @Nullable String action) {

  /** The same with an action that its request tells of, where its facts told of none. */
  OperationRow named(Map<String, String> actionsByDigest) {
    return action != null || digest == null
        ? this
        : new OperationRow(
            kind,
            operationId,
            database,
            state,
            firstAt,
            startedAt,
            lastAt,
            sequence,
            ended,
            waitingFor,
            result,
            digest,
            actionsByDigest.get(digest));
  }

  /** The kind, or the action where that says it all. */
  String what() {
    if (action == null) {
      return kind;
    }
    return Kinds.MIGRATE.equals(kind) || Kinds.FLEET.equals(kind) ? kind + " " + action : action;
  }

  /** The state in words: of the waits, the one that a person ends is named. */
  String shown() {
    return "approval".equals(waitingFor) ? state + ": approval" : state;
  }

  /** From the start of the first attempt to the end; empty before that, or if it never started. */
  Optional<Duration> took() {
    return ended && startedAt != null
        ? Optional.of(Duration.between(startedAt, lastAt))
        : Optional.empty();
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "operation")
        .put("kind", kind)
        .put("operationId", operationId)
        .put("database", database)
        .put("state", state)
        .put("firstAt", firstAt.toString())
        .put("startedAt", startedAt == null ? null : startedAt.toString())
        .put("lastAt", lastAt.toString())
        .put("ended", ended)
        .put("waitingFor", waitingFor)
        .put("result", result)
        .put("action", action);
  }
}
