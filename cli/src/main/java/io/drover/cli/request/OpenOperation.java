package io.drover.cli.request;

import io.drover.bus.Message;
import io.drover.cli.CliFailure;
import io.drover.cli.herd.Herd;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topics;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Finds the operation of an id that goes on; kinds have ids of their own. */
record OpenOperation(String operationId, @Nullable String kind) {

  /**
   * Header of its newest fact.
   *
   * @throws CliFailure there is none, it has ended, or there are several
   */
  OperationHeader find(Herd herd) {
    Map<String, SpecificRecord> newest = new TreeMap<>();
    herd.readAll(Topics.OPERATION_EVENTS, message -> remember(message, newest));
    Map<String, SpecificRecord> open = new TreeMap<>(newest);
    open.values().removeIf(fact -> Verdict.of(fact, herd.codec()).isPresent());
    if (newest.isEmpty()) {
      throw new CliFailure(
          "No operation " + operationId + " is known on the bus.", "./drover operations");
    }
    if (open.isEmpty()) {
      String end = newest.values().stream().map(Facts::state).collect(Collectors.joining(", "));
      throw new CliFailure(
          "The operation "
              + operationId
              + " has ended already ("
              + end
              + "); nothing is cancelled.",
          "./drover follow " + operationId);
    }
    if (open.size() > 1) {
      throw new CliFailure(
          "Operations of several kinds go on under the id "
              + operationId
              + ": "
              + String.join(", ", open.keySet())
              + ".",
          "./drover cancel " + operationId + " --kind " + open.keySet().iterator().next());
    }
    return (OperationHeader) open.values().iterator().next().get(0);
  }

  private void remember(Message<SpecificRecord> message, Map<String, SpecificRecord> newest) {
    SpecificRecord fact = message.body();
    if (fact != null
        && fact.get(0) instanceof OperationHeader header
        && header.getSequence() > 0
        && header.getOperationId().equals(operationId)
        && (kind == null || kind.equals(header.getKind()))) {
      newest.put(header.getKind(), fact);
    }
  }
}
