package io.drover.system.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The same request again is answered at most; with other content it is refused. */
final class Duplicates implements Invariant {
  @Override
  public List<String> violations(Evidence evidence) {
    List<String> found = new ArrayList<>();
    evidence
        .requests()
        .forEach(
            (operation, requests) -> {
              JsonNode first = requests.getFirst().fields();
              long others = requests.stream().filter(r -> !r.fields().equals(first)).count();
              long refused = count(evidence, operation, "RequestRefused");
              if (refused < others || (others == 0 && requests.size() > 1 && refused > 0)) {
                found.add(
                    operation
                        + " has "
                        + others
                        + " conflicting requests and "
                        + refused
                        + " refusals");
              }
            });
    long answeredNameless =
        evidence.facts().values().stream()
            .flatMap(List::stream)
            .filter(fact -> fact.type().equals("RequestRefused") && fact.operationId().isEmpty())
            .count();
    if (answeredNameless < evidence.nameless().size()) {
      found.add(
          evidence.nameless().size() + " nameless requests have " + answeredNameless + " refusals");
    }
    evidence
        .facts()
        .forEach(
            (operation, facts) ->
                facts.stream()
                    .filter(fact -> fact.sequence() == 0)
                    .filter(fact -> !fact.type().startsWith("Request"))
                    .forEach(fact -> found.add(operation + " has an unnumbered fact: " + fact)));
    return found;
  }

  private static long count(Evidence evidence, String operation, String type) {
    return evidence.facts().getOrDefault(operation, List.of()).stream()
        .filter(fact -> fact.type().equals(type))
        .count();
  }
}
