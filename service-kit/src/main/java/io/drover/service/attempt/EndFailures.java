package io.drover.service.attempt;

import io.drover.schemas.FailureCode;
import io.drover.service.ledger.RunningOperation;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.util.stream.Collectors;

/** Failures that come from outside an attempt. */
public final class EndFailures {
  private static final int NAMED_AT_MOST = 5;

  private EndFailures() {}

  static OperationFailure deadline(RunningOperation operation) {
    return OperationFailure.of(
            FailureCode.DEADLINE_EXCEEDED,
            "The operation was not done by its deadline, " + operation.deadline() + ".",
            "Publish it again under a new operationId with a larger timeoutSeconds.")
        .asRetryable();
  }

  static OperationFailure preempted(String by) {
    return OperationFailure.of(
            FailureCode.PREEMPTED,
            "Another operation needed the database and was allowed to take it: " + by + ".",
            "Request it again once that one has ended.")
        .asRetryable();
  }

  static OperationFailure lockLost(String how) {
    return OperationFailure.of(
            FailureCode.TARGET_UNREACHABLE,
            "The session that held the database's lock was lost: " + how + ".",
            "Look at the server's log for a restart or an ended connection, then request it again.")
        .asRetryable();
  }

  /** No entry of the registry has this name; some that it has are told. */
  public static OperationFailure unknownDatabase(String database, DatabaseRegistry registry) {
    String known =
        registry.all().stream()
            .map(DatabaseEntry::name)
            .sorted()
            .limit(NAMED_AT_MOST)
            .collect(Collectors.joining(", "));
    return OperationFailure.of(
        FailureCode.UNKNOWN_DATABASE,
        "No database with the name " + database + " is registered.",
        "Add it to databases.yml, or correct the name in the request"
            + (known.isEmpty() ? "." : "; registered are " + known + "."));
  }
}
