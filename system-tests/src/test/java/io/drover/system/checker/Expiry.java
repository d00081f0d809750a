package io.drover.system.checker;

import java.util.ArrayList;
import java.util.List;

/** What had expired when it was published was rejected and never began. */
final class Expiry implements Invariant {
  @Override
  public List<String> violations(Evidence evidence) {
    List<String> found = new ArrayList<>();
    evidence
        .requests()
        .forEach(
            (operation, requests) -> {
              if (!requests.stream().allMatch(Request::expiredWhenPublished)) {
                return;
              }
              List<Fact> life = evidence.life(operation);
              boolean rejected =
                  life.size() == 1 && life.getFirst().outcome().startsWith("rejected ");
              if (!rejected) {
                found.add(operation + " had expired and was not just rejected: " + life);
              }
            });
    return found;
  }
}
