package io.drover.system.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a policy asks for an approval, nothing began before someone else than the requester had
 * approved the very content that was accepted.
 */
final class Approvals implements Invariant {
  private static final Set<String> APPROVERS = Set.of("ann", "bob");

  @Override
  public List<String> violations(Evidence evidence) {
    List<String> found = new ArrayList<>();
    evidence
        .requests()
        .forEach(
            (operation, requests) -> {
              Request first = requests.getFirst();
              if (first.kind().equals("migrate")
                  && first.text("mode").equals("APPLY")
                  && evidence.scene().approved().contains(first.text("database"))) {
                check(evidence.life(operation)).ifPresent(why -> found.add(operation + why));
              }
            });
    return found;
  }

  private static Optional<String> check(List<Fact> life) {
    Fact accepted = null;
    Fact approved = null;
    for (Fact fact : life) {
      switch (fact.type()) {
        case "OperationAccepted" -> accepted = fact;
        case "OperationApproved" -> approved = fact;
        case "OperationStarted" -> {
          if (accepted == null || approved == null) {
            return Optional.of(" began unapproved: " + life);
          }
          String by = approved.text("approvedBy");
          if (!APPROVERS.contains(by) || by.equals(accepted.text("requestedBy"))) {
            return Optional.of(" was approved by " + by + ": " + life);
          }
          if (!approved.text("requestDigest").equals(accepted.text("requestDigest"))) {
            return Optional.of(" was approved with other content: " + life);
          }
        }
        default -> {}
      }
    }
    return Optional.empty();
  }
}
