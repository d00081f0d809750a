package io.drover.migration.fleet;

import io.drover.schemas.FailureCode;
import io.drover.schemas.FleetRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Policy;
import java.util.Set;

/**
 * Whether a request for a fleet is one at all. What may be done to a database is decided by its own
 * policy, when its own operation is asked for.
 */
final class FleetAdmission {
  private static final Set<String> MODES = Set.of("STATUS", "PLAN", "REHEARSE", "APPLY");
  private static final int MOST_AT_A_TIME = 64;

  /** What the children call him must fit too. */
  private static final int LONGEST_REQUESTER = 128 - Policy.ON_BEHALF.length();

  private FleetAdmission() {}

  static void check(FleetRequested command) throws OperationFailure {
    require(
        command.getDatabase().equals(FleetEntry.NAME),
        "The database of a fleet is *, as it is about many; select or databases says which.");
    require(
        MODES.contains(command.getMode()),
        "The mode of a fleet is STATUS, PLAN, REHEARSE or APPLY.");
    require(
        command.getSelect().isEmpty() != command.getDatabases().isEmpty(),
        "A fleet names its databases either by labels, in select, or by name, in databases.");
    require(
        command.getConcurrency() >= 1 && command.getConcurrency() <= MOST_AT_A_TIME,
        "The concurrency of a fleet is 1 to " + MOST_AT_A_TIME + ".");
    require(
        command.getStopAfterFailures() >= 0,
        "A fleet stops after so many failures, 1 or more, or never, 0.");
    String requester = command.getRequestedBy();
    require(
        requester.codePointCount(0, requester.length()) <= LONGEST_REQUESTER,
        "The name of who asks for a fleet has at most " + LONGEST_REQUESTER + " characters.");
  }

  private static void require(boolean holds, String sentence) throws OperationFailure {
    if (!holds) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST, sentence, "./drover migrate-all --help");
    }
  }
}
