package io.drover.migration.plan;

import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.flyway.RunContent;
import io.drover.migration.flyway.RunScript;
import io.drover.migration.review.Catalogue;
import io.drover.migration.review.Review;
import io.drover.migration.review.ReviewResult;
import io.drover.migration.review.Script;
import io.drover.migration.review.Severity;
import io.drover.migration.review.parser.SqlParser;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Target;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Says what a run would do before it does it. Thread-safe. */
public final class Planner {
  private final SqlParser parser;

  /** A planner whose reviews read SQL by this parser. */
  public Planner(SqlParser parser) {
    this.parser = parser;
  }

  /**
   * The plan of what is pending; changes nothing. Every attempt of an operation gets the same one
   * as long as nobody else changes the scripts or the database.
   *
   * @param mask hides secrets, which a placeholder may have put anywhere into a statement, in what
   *     the plan tells of it
   * @throws OperationFailure {@code MIGRATION_FAILED} a script cannot be read; {@code
   *     INVALID_REQUEST} the policy weighs a rule that there is not
   */
  public Plan plan(Attempt<?> attempt, DatabaseMigrations migrations, UnaryOperator<String> mask)
      throws OperationFailure, InterruptedException {
    return plan(attempt, migrations.content(), weights(attempt), mask);
  }

  /**
   * The same of undo scripts: that they drop what the migrations have made, and hold its lock to
   * the end of their one transaction, is what they are for, so that it never blocks them.
   *
   * @param content what is undone in one namespace
   */
  public Plan undo(Attempt<?> attempt, RunContent content, UnaryOperator<String> mask)
      throws OperationFailure {
    return plan(attempt, List.of(content), UndoWeights.of(weights(attempt)), mask);
  }

  /**
   * SHA-256 over the target and what would be done to it.
   *
   * @throws OperationFailure {@code MIGRATION_FAILED} a script cannot be read
   */
  public static String digest(Attempt<?> attempt, List<RunContent> contents)
      throws OperationFailure {
    return digest(attempt.target(), contents);
  }

  private Plan plan(
      Attempt<?> attempt,
      List<RunContent> contents,
      Map<String, Severity> weights,
      UnaryOperator<String> mask)
      throws OperationFailure {
    Target target = attempt.target();
    Review review = Review.of(parser, catalogue(attempt), true, weights);
    List<Plan.PlannedScript> scripts = new ArrayList<>();
    for (RunContent content : contents) {
      for (RunScript each : content.scripts()) {
        scripts.add(new Plan.PlannedScript(content.namespace(), each.script(), each.done()));
      }
    }
    List<Script> all = scripts.stream().map(Plan.PlannedScript::script).toList();
    return new Plan(
        target.entry().name(),
        digest(target, contents),
        scripts,
        masked(review.of(all), mask),
        mask);
  }

  private static ReviewResult masked(ReviewResult review, UnaryOperator<String> mask) {
    return new ReviewResult(
        review.findings().stream().map(finding -> finding.masked(mask)).toList(),
        review.parserVersion());
  }

  private static String digest(Target target, List<RunContent> contents) throws OperationFailure {
    try {
      return PlanDigest.of(target.server().name(), target.physicalName(), contents);
    } catch (IOException e) {
      throw OperationFailure.of(
              FailureCode.MIGRATION_FAILED,
              "A script of "
                  + target.entry().name()
                  + " cannot be read any more: "
                  + e.getMessage(),
              "See that the folder of migrations is whole, and request the migration again.")
          .causedBy(e);
    }
  }

  private static Map<String, Severity> weights(Attempt<?> attempt) {
    return attempt.target().entry().policy().migrations().review().severities().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                rule -> Severity.valueOf(rule.getValue().toUpperCase(Locale.ROOT))));
  }

  private static Catalogue catalogue(Attempt<?> attempt) throws OperationFailure {
    try (Connection connection = attempt.connect()) {
      return Catalogue.read(connection);
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }
}
