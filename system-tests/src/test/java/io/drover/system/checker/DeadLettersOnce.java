package io.drover.system.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What no one can read lies among the dead letters once, as it was, with the reason and its place.
 */
final class DeadLettersOnce implements Invariant {
  @Override
  public List<String> violations(Evidence evidence) {
    List<String> found = new ArrayList<>();
    Map<String, List<RawRecord>> letters = new HashMap<>();
    for (RawRecord each : evidence.topic("dead-letters")) {
      String place =
          each.header("drover-original-topic")
              + "-"
              + each.header("drover-original-partition")
              + "@"
              + each.header("drover-original-offset");
      letters.computeIfAbsent(place, key -> new ArrayList<>()).add(each);
    }
    for (RawRecord each : evidence.unreadable()) {
      List<RawRecord> of = letters.getOrDefault(each.place(), List.of());
      if (of.size() != 1) {
        found.add(each.place() + " has " + of.size() + " dead letters");
      } else if (!Arrays.equals(of.getFirst().body(), each.body())
          || !of.getFirst().keyText().equals(each.keyText())
          || of.getFirst().header("drover-reason").isEmpty()) {
        found.add(each.place() + " was changed on its way to the dead letters");
      }
    }
    return found;
  }
}
