package io.drover.cli.request;

import io.drover.cli.terminal.Style;
import io.drover.cli.terminal.Table;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.FleetMember;
import io.drover.schemas.FleetSummary;

/** What became of each database of a fleet, for people: a table, those without success first. */
final class FleetView {
  private final Terminal terminal;

  FleetView(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(FleetSummary fleet) {
    var table = new Table("    DATABASE", "OUTCOME", "APPLIED>", "PENDING>", "CODE");
    for (FleetMember member : fleet.getMembers()) {
      table.row(
          "    " + TextView.printable(member.getDatabase()),
          TextView.printable(member.getOutcome()),
          member.getAppliedCount(),
          member.getPendingCount(),
          code(member));
    }
    table.print(terminal);
    int rest = fleet.getMemberCount() - fleet.getMembers().size();
    if (rest > 0) {
      terminal.line("    … and " + rest + " more databases");
    }
    fleet.getMembers().forEach(this::remedy);
  }

  private static String code(FleetMember member) {
    return member.getBlockingCount() > 0
        ? "blocked by " + member.getBlockingCount()
        : TextView.printable(member.getCode());
  }

  private void remedy(FleetMember member) {
    if (!member.getMessage().isEmpty()) {
      terminal.line(
          "    "
              + terminal.styled(Style.RED, TextView.printable(member.getDatabase()))
              + ": "
              + TextView.printable(member.getMessage()));
    }
    if (!member.getRemedy().isEmpty()) {
      terminal.line("        remedy: " + terminal.bold(TextView.printable(member.getRemedy())));
    }
    if (member.getBlockingCount() > 0) {
      terminal.line(
          "    "
              + terminal.styled(Style.RED, TextView.printable(member.getDatabase()))
              + ": look at "
              + terminal.bold("./drover follow " + member.getOperationId()));
    }
  }
}
