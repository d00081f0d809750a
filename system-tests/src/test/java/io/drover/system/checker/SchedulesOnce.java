package io.drover.system.checker;

import java.util.ArrayList;
import java.util.List;

/** What a schedule asks for is published once, however many instances look for what is due. */
final class SchedulesOnce implements Invariant {
  @Override
  public List<String> violations(Evidence evidence) {
    List<String> found = new ArrayList<>();
    evidence
        .requests()
        .forEach(
            (operation, requests) -> {
              boolean scheduled =
                  requests.stream()
                      .anyMatch(each -> each.text("requestedBy").equals("drover/schedule"));
              if (scheduled && requests.size() != 1) {
                found.add(operation + " was requested " + requests.size() + " times");
              }
            });
    return found;
  }
}
