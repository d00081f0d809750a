package io.drover.migration.plan;

import io.drover.migration.review.Finding;
import io.drover.migration.review.ReviewResult;
import io.drover.migration.review.Script;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What would run.
 *
 * @param database of the registry
 * @param digest SHA-256 of the scripts, the histories and the target, in hexadecimal
 * @param scripts in the order in which they run; those of callbacks once, after the migrations
 * @param review what a reader of them finds, secrets hidden
 * @param mask hides secrets in texts of the scripts
 */
public record Plan(
    String database,
    String digest,
    List<PlannedScript> scripts,
    ReviewResult review,
    UnaryOperator<String> mask) {
  public Plan {
    scripts = List.copyOf(scripts);
  }

  /**
   * A script of a plan.
   *
   * @param namespace of the policy
   * @param done numbers, from 1, of the statements that an earlier run did
   */
  public record PlannedScript(String namespace, Script script, Set<Integer> done) {}

  /**
   * Refuses a plan that is not the one of this digest.
   *
   * @throws OperationFailure {@code MIGRATION_CHANGED_SINCE_PLAN}
   */
  public void requireDigest(String planned) throws OperationFailure {
    if (!digest.equals(planned)) {
      throw OperationFailure.of(
              FailureCode.MIGRATION_CHANGED_SINCE_PLAN,
              "What is pending for "
                  + database
                  + " is not what was planned: a script, the history or a placeholder is another.",
              "./drover migrate " + database + " --plan")
          .withDetail("planned " + planned + "\npending " + digest);
    }
  }

  /**
   * Refuses a plan with findings that the policy blocks.
   *
   * @throws OperationFailure {@code MIGRATION_UNSAFE}, with all of them in its detail
   */
  public void requireSafe() throws OperationFailure {
    List<Finding> blocking = review.blocking();
    if (!blocking.isEmpty()) {
      Finding first = blocking.getFirst();
      throw OperationFailure.of(
              FailureCode.MIGRATION_UNSAFE,
              place(first)
                  + " is not safe to run: "
                  + first.why()
                  + (blocking.size() == 1 ? "" : " There are " + (blocking.size() - 1) + " more."),
              first.rewrite()
                  + " If it must be so, write on the line before it: -- drover:allow "
                  + first.rule()
                  + " because ...")
          .withDetail(blocking.stream().map(Plan::line).collect(Collectors.joining("\n")));
    }
  }

  private static String place(Finding finding) {
    return "Line " + finding.line() + " of " + finding.script();
  }

  private static String line(Finding finding) {
    return "%s:%d %s: %s"
        .formatted(finding.script(), finding.line(), finding.rule(), finding.statement());
  }
}
