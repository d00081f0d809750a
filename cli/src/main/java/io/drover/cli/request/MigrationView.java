package io.drover.cli.request;

import io.drover.cli.terminal.Style;
import io.drover.cli.terminal.Table;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.MigrationFinding;
import io.drover.schemas.MigrationPlan;
import io.drover.schemas.MigrationRehearsal;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.PlannedStatement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The migrations of a database for people: what is applied, what would run and what is wrong. */
final class MigrationView {
  private final Terminal terminal;

  MigrationView(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(MigrationSucceeded migration) {
    @Nullable MigrationPlan plan = migration.getPlan();
    boolean planned = migration.getMode().equals("PLAN");
    @Nullable MigrationRehearsal rehearsal = migration.getRehearsal();
    if (!planned && rehearsal == null && !migration.getMigrations().isEmpty()) {
      new EntriesView(terminal).print(migration);
    }
    HistoryChanges changes = new HistoryChanges(terminal, migration);
    changes.print();
    new AdoptionView(terminal).print(migration);
    if (plan == null) {
      return;
    }
    boolean told = migration.getDryRun() && plan.getStatementCount() > 0;
    if (planned || told) {
      statements(plan);
    }
    if (rehearsal != null) {
      new RehearsalView(terminal).print(rehearsal);
    }
    plan.getFindings().forEach(this::finding);
    rest(plan.getFindingCount() - plan.getFindings().size(), "findings");
    if (plan.getReviewedAs().isEmpty() && plan.getStatementCount() > 0) {
      terminal.line("    " + terminal.styled(Style.YELLOW, "nothing has read these statements"));
    }
    if (planned || rehearsal != null) {
      next(migration.getHeader().getDatabase(), plan);
    }
    changes.printNext();
  }

  private void statements(MigrationPlan plan) {
    var table = new Table("    SCRIPT", "LINE>", "STATEMENT");
    for (PlannedStatement each : plan.getStatements()) {
      table.row("    " + each.getScript(), each.getLine(), each.getStatement() + note(each));
    }
    table.print(terminal);
    rest(plan.getStatementCount() - plan.getStatements().size(), "statements");
  }

  private static String note(PlannedStatement statement) {
    if (statement.getDone()) {
      return "  (done before)";
    }
    return statement.getTransactional() ? "" : "  (by itself)";
  }

  private void rest(int count, String what) {
    if (count > 0) {
      terminal.line("    … and " + count + " more " + what);
    }
  }

  private void finding(MigrationFinding finding) {
    boolean suppressed = finding.getSuppressedBecause() != null;
    terminal.line(
        "    "
            + (suppressed ? terminal.dim("allowed") : severity(finding.getSeverity()))
            + "  "
            + printable(finding.getScript())
            + ":"
            + finding.getLine()
            + "  "
            + terminal.bold(printable(finding.getRule()))
            + (finding.getLock() == null
                ? ""
                : terminal.dim("  takes " + printable(finding.getLock()))));
    if (suppressed) {
      terminal.line("           because " + printable(finding.getSuppressedBecause()));
    } else {
      terminal.line("           " + terminal.dim(printable(finding.getStatement())));
      terminal.line("           " + printable(finding.getWhy()));
      terminal.line("           safe: " + printable(finding.getRewrite()));
    }
  }

  private String severity(String word) {
    return switch (word) {
      case "block" -> terminal.styled(Style.RED, "block  ");
      case "warn" -> terminal.styled(Style.YELLOW, "warn   ");
      default -> String.format("%-7s", printable(word));
    };
  }

  private void next(String database, MigrationPlan plan) {
    terminal.line(
        plan.getBlockingCount() > 0
            ? "    this plan is not applied: rewrite what blocks it, or allow it in the script with"
                + " a reason"
            : "    apply exactly this: "
                + terminal.bold(
                    "./drover migrate "
                        + printable(database)
                        + " --apply --plan-digest "
                        + printable(plan.getDigest())));
  }

  private static String printable(@Nullable String text) {
    return TextView.printable(Objects.requireNonNullElse(text, ""));
  }
}
