package io.drover.migration.check;

import io.drover.schemas.FailureCode;
import io.drover.service.assertion.Assertions;
import io.drover.service.assertion.Assertions.Failing;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The policy's questions to a database after its migrations. */
public final class Checks {
  private Checks() {}

  /**
   * Names of the checks, all of which the attempt's target passes.
   *
   * @param back what brings the database back to where it was, as a command
   * @throws OperationFailure {@code VERIFICATION_MISMATCH}: it does not pass one
   * @throws InterruptedException the attempt must end
   */
  public static List<String> pass(Attempt<?> attempt, String back)
      throws OperationFailure, InterruptedException {
    Policy policy = attempt.target().entry().policy();
    Map<String, String> checks = policy.migrations().guards().checks();
    if (checks.isEmpty()) {
      return List.of();
    }
    attempt.progress().phase("checking", "checks", checks.size());
    List<String> passed = new ArrayList<>();
    // A session of its own, with the settings that the database gives every session.
    try (Connection connection = attempt.connect()) {
      List<Failing> failing =
          new Assertions(connection, policy.statementTimeout()).failing(checks, passed);
      attempt.progress().done(checks.size());
      if (!failing.isEmpty()) {
        throw failed(failing, attempt.target().physicalName(), back);
      }
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
    attempt.reached("checked");
    return passed;
  }

  private static OperationFailure failed(List<Failing> failing, String database, String back) {
    int more = failing.size() - 1;
    return OperationFailure.of(
            FailureCode.VERIFICATION_MISMATCH,
            "The migrations of "
                + database
                + " are applied, but "
                + sentence(failing.getFirst())
                + (more == 0
                    ? "."
                    : ", and " + more + (more == 1 ? " more fails." : " more fail.")),
            back)
        .withDetail(failing.stream().map(Checks::sentence).collect(Collectors.joining("\n")));
  }

  private static String sentence(Failing each) {
    return "the check \"" + each.name() + "\" " + each.why();
  }
}
