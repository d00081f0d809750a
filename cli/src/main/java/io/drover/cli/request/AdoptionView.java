package io.drover.cli.request;

import io.drover.cli.terminal.Style;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.SchemaDifference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** In what a database differs from its scripts, and what it was found to be. */
final class AdoptionView {
  private final Terminal terminal;

  AdoptionView(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(MigrationSucceeded migration) {
    migration.getDifferences().forEach(this::difference);
    if (migration.getRestoredBackupId() != null) {
      terminal.line("    restored from backup " + printable(migration.getRestoredBackupId()));
    }
    for (String check : migration.getChecks()) {
      terminal.line("    " + terminal.styled(Style.GREEN, "passed") + "  " + printable(check));
    }
    if (migration.getMode().equals("ADOPT") && migration.getDryRun()) {
      String command = "./drover migrate " + printable(migration.getHeader().getDatabase());
      terminal.line(
          migration.getDifferences().isEmpty()
              ? "    the two agree; begin the history: " + terminal.bold(command + " --adopt")
              : "    change the scripts or the database until they agree, then again: "
                  + terminal.bold(command + " --adopt --dry-run"));
    }
  }

  private void difference(SchemaDifference each) {
    String where =
        switch (each.getChange()) {
          case "added" -> "only in the database";
          case "removed" -> "only in the scripts";
          default -> "differs";
        };
    terminal.line(
        "    " + terminal.styled(Style.YELLOW, where) + "  " + printable(each.getObject()));
    if (each.getBefore() != null) {
      terminal.line("           scripts:  " + terminal.dim(line(each.getBefore())));
    }
    if (each.getAfter() != null) {
      terminal.line("           database: " + terminal.dim(line(each.getAfter())));
    }
  }

  private static String line(String text) {
    return printable(text.replaceAll("\\s+", " ").strip());
  }

  private static String printable(@Nullable String text) {
    return TextView.printable(Objects.requireNonNullElse(text, ""));
  }
}
