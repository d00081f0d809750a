package io.drover.system.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Every accepted request has exactly one terminal fact; facts are numbered 1, 2, 3 … in the order
 * in which they lie; a later fact is not of an earlier attempt; after the end come answers only.
 */
final class OneEnd implements Invariant {
  @Override
  public List<String> violations(Evidence evidence) {
    List<String> found = new ArrayList<>();
    evidence.undecoded().forEach(place -> found.add("no schema explains the event at " + place));
    evidence.facts().keySet().forEach(operation -> life(evidence, operation, found));
    evidence
        .requests()
        .keySet()
        .forEach(
            operation -> {
              boolean refused =
                  evidence.facts().getOrDefault(operation, List.of()).stream()
                      .anyMatch(fact -> fact.type().equals("RequestRefused"));
              if (evidence.end(operation).isEmpty()
                  && !(refused && evidence.life(operation).isEmpty())) {
                found.add(operation + " was requested and has no end: " + evidence.life(operation));
              }
            });
    evidence.scene().outcomes().forEach((id, outcomes) -> outcome(evidence, id, outcomes, found));
    return found;
  }

  private static void life(Evidence evidence, String operation, List<String> found) {
    List<Fact> life = evidence.life(operation);
    for (int i = 0; i < life.size(); i++) {
      Fact fact = life.get(i);
      if (fact.sequence() != i + 1) {
        found.add(operation + " has a gap, a repetition or a wrong order: " + life);
        return;
      }
      if (fact.record().partition() != life.getFirst().record().partition()) {
        found.add(operation + " lies in several partitions: " + life);
      }
      if (i > 0 && fact.attempt() < life.get(i - 1).attempt()) {
        found.add(operation + ": an attempt wrote after it had been replaced: " + life);
      }
      if (fact.terminal() && i < life.size() - 1) {
        found.add(operation + " goes on after its end: " + life);
      }
    }
  }

  private static void outcome(
      Evidence evidence, String id, Set<String> outcomes, List<String> found) {
    List<Fact> ends =
        evidence.ends().values().stream().filter(end -> end.operationId().equals(id)).toList();
    if (ends.size() != 1 || !outcomes.contains(ends.getFirst().outcome())) {
      found.add(id + " should have ended as " + outcomes + " and has the ends " + ends);
    }
  }
}
