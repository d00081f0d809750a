package io.drover.migration.child;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;

/** The end of an operation whose child did not succeed. */
public final class ChildFailure {
  private ChildFailure() {}

  /**
   * {@code CHILD_FAILED} with the child's own reason and remedy.
   *
   * @param what became of the parent, the begin of a sentence, such as: Nothing was undone, as the
   *     backup before it did not succeed
   * @param again what is requested again once that is mended, such as: the rollback
   */
  public static OperationFailure of(ChildOutcome child, String what, String again) {
    String given = child.remedy();
    return OperationFailure.of(
        FailureCode.CHILD_FAILED,
        what + ": " + child.reason(),
        given.isEmpty()
            ? "See operation " + child.operationId() + " and request " + again + " again."
            : given);
  }
}
