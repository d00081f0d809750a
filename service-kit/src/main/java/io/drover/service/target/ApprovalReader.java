package io.drover.service.target;

import io.drover.bus.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Reads which operations of a database someone else must approve. */
final class ApprovalReader {
  private static final Duration USUAL = Duration.ofHours(24);
  private static final Duration LONGEST = Duration.ofDays(30);

  private ApprovalReader() {}

  /**
   * @param allowed operations that the policy allows
   * @param proofs whether it can be proven who approves
   */
  static Policy.Approval read(YamlSection section, List<String> allowed, boolean proofs) {
    List<String> operations = section.texts("operations", List.of());
    if (operations.isEmpty()) {
      throw section.error("operations", "must name what needs an approval, for example [migrate]");
    }
    for (String operation : operations) {
      // A word that is misspelt would let everything pass unapproved.
      if (allowed.stream().noneMatch(each -> (operation + "-").startsWith(each + "-"))) {
        throw section.error(
            "operations", "names " + operation + ", which policy.operations does not allow");
      }
    }
    List<String> approvers = section.texts("approvers", List.of());
    if (approvers.isEmpty()) {
      throw section.error("approvers", "must name who may approve, for example [alice, bob]");
    }
    for (String approver : approvers) {
      if (!SigningKey.validName(approver) || approver.startsWith(Policy.OWN_REQUESTERS)) {
        throw section.error("approvers", "holds a name that no person can have");
      }
    }
    if (!proofs) {
      throw section.error(
          "approvers", "needs DROVER_PRINCIPALS, the file with the keys by which they are proven");
    }
    Duration validFor = section.parsed("valid-for", RegistryValues::duration, USUAL);
    if (validFor.compareTo(LONGEST) > 0) {
      throw section.error("valid-for", "must be at most 30d");
    }
    boolean onBehalf = section.parsed("on-behalf", RegistryValues::flag, false);
    section.end();
    return new Policy.Approval(Set.copyOf(operations), Set.copyOf(approvers), validFor, onBehalf);
  }
}
