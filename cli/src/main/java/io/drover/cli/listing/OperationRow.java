package io.drover.cli.listing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One operation as its facts left it.
 *
 * @param kind its kind
 * @param operationId its id
 * @param database its database
 * @param state its last state
 * @param firstAt when its first retained fact was true
 * @param lastAt when its last fact was true
 * @param sequence sequence of the last fact
 * @param ended whether the last fact ended it
 * @param result what came of it; may be empty
 */
record OperationRow(
    String kind,
    String operationId,
    String database,
    String state,
    Instant firstAt,
    Instant lastAt,
    int sequence,
    boolean ended,
    String result) {

  Optional<Duration> took() {
    return ended ? Optional.of(Duration.between(firstAt, lastAt)) : Optional.empty();
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
        .put("lastAt", lastAt.toString())
        .put("ended", ended)
        .put("result", result);
  }
}
