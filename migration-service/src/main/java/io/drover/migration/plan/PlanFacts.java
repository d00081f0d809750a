package io.drover.migration.plan;

import io.drover.migration.review.Finding;
import io.drover.migration.review.ScriptStatement;
import io.drover.migration.review.Tidy;
import io.drover.schemas.MigrationFinding;
import io.drover.schemas.MigrationPlan;
import io.drover.schemas.PlannedStatement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A plan in the words of the contract. */
public final class PlanFacts {
  /** Of each: with the list of migrations far below a broker's limit of 1 MiB a record. */
  private static final int MOST = 500;

  /** What is let be with a reason comes last. */
  private static final Comparator<Finding> GRAVEST_FIRST =
      Comparator.comparing((Finding finding) -> finding.suppressedBecause() == null)
          .thenComparing(Finding::severity)
          .reversed();

  private PlanFacts() {}

  /** All of it, or as much as one record holds: the first statements and the gravest findings. */
  public static MigrationPlan of(Plan plan) {
    List<PlannedStatement> statements = new ArrayList<>();
    int count = 0;
    for (Plan.PlannedScript each : plan.scripts()) {
      int number = 0;
      for (ScriptStatement statement : each.script().statements()) {
        number++;
        count++;
        if (count <= MOST) {
          statements.add(statement(plan, each, statement, each.done().contains(number)));
        }
      }
    }
    String version = Objects.requireNonNullElse(plan.review().parserVersion(), "");
    return MigrationPlan.newBuilder()
        .setDigest(plan.digest())
        .setStatements(statements)
        .setStatementCount(count)
        .setFindings(
            plan.review().findings().stream()
                .sorted(GRAVEST_FIRST)
                .limit(MOST)
                .map(PlanFacts::finding)
                .toList())
        .setFindingCount(plan.review().findings().size())
        .setBlockingCount(plan.review().blocking().size())
        .setReviewedAs(version.isEmpty() ? "" : "PostgreSQL " + version)
        .build();
  }

  private static PlannedStatement statement(
      Plan plan, Plan.PlannedScript script, ScriptStatement statement, boolean done) {
    return PlannedStatement.newBuilder()
        .setNamespace(script.namespace())
        .setScript(script.script().name())
        .setLine(statement.line())
        .setStatement(plan.mask().apply(Tidy.of(statement.sql())))
        .setTransactional(script.script().transactional())
        .setDone(done)
        .build();
  }

  private static MigrationFinding finding(Finding finding) {
    return MigrationFinding.newBuilder()
        .setRule(finding.rule())
        .setSeverity(finding.severity().name().toLowerCase(Locale.ROOT))
        .setScript(finding.script())
        .setLine(finding.line())
        .setStatement(finding.statement())
        .setLock(finding.lock() == null ? null : finding.lock().sqlName())
        .setWhy(finding.why())
        .setRewrite(finding.rewrite())
        .setSuppressedBecause(finding.suppressedBecause())
        .build();
  }
}
