package io.drover.backup.restore;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something that stands in the way of a restore.
 *
 * @param code what a request names to override it, if that can be
 * @param failureCode code of a failure for this alone
 * @param sentence for a person
 * @param remedy what to do, to paste where possible
 */
record Finding(String code, String failureCode, String sentence, String remedy) {
  static final String SLOT = "REPLICATION_SLOT";
  static final String SUBSCRIPTION = "SUBSCRIPTION";
  static final String PUBLICATION = "PUBLICATION";
  static final String CRON_HOME = "CRON_HOME";
  static final String PREPARED = "PREPARED_TRANSACTION";

  static final String CONNECTIONS = "ACTIVE_CONNECTIONS";

  /** What a person may decide to live with; the rest makes the restore impossible. */
  static final Set<String> OVERRIDABLE =
      Set.of(
          SLOT,
          SUBSCRIPTION,
          PUBLICATION,
          CRON_HOME,
          CONNECTIONS,
          FailureCode.VERSION_MISMATCH,
          FailureCode.DISK_FULL);

  private static final int NAMED_AT_MOST = 10;

  /** A finding with a code of the contract's failures. */
  static Finding of(String failureCode, String sentence, String remedy) {
    return new Finding(failureCode, failureCode, sentence, remedy);
  }

  /** A finding that something would be stranded. */
  static Finding unsafe(String code, String sentence, String remedy) {
    return new Finding(code, FailureCode.RESTORE_UNSAFE, sentence, remedy);
  }

  /** A failure of a check, as one finding among others. */
  static Finding of(OperationFailure failure) {
    return of(failure.code(), failure.message(), failure.remedy());
  }

  /**
   * All findings in one failure, whose code and remedy are those of the first.
   *
   * @throws OperationFailure there are findings that are not overridden
   */
  static void require(List<Finding> findings, Collection<String> overrides)
      throws OperationFailure {
    List<Finding> left =
        findings.stream()
            .filter(each -> !OVERRIDABLE.contains(each.code()) || !overrides.contains(each.code()))
            .toList();
    if (left.isEmpty()) {
      return;
    }
    Finding first = left.getFirst();
    if (left.size() == 1) {
      throw OperationFailure.of(first.failureCode(), first.sentence(), first.remedy())
          .withDetail(first.line());
    }
    String codes =
        left.stream()
            .map(Finding::code)
            .distinct()
            .limit(NAMED_AT_MOST)
            .collect(Collectors.joining(", "));
    throw OperationFailure.of(
            first.failureCode(),
            left.size() + " findings stand in the way: " + codes + ". First: " + first.sentence(),
            first.remedy())
        .withDetail(left.stream().map(Finding::line).collect(Collectors.joining("\n")));
  }

  private String line() {
    return code
        + ": "
        + sentence
        + " Remedy: "
        + remedy
        + (OVERRIDABLE.contains(code) ? " Or go on in spite of it: --override " + code : "");
  }
}
