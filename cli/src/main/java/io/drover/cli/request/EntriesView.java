package io.drover.cli.request;

import io.drover.cli.terminal.Amounts;
import io.drover.cli.terminal.Table;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.ScriptProgress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The migrations of a database, each with its state, and how far those came that are not done. */
record EntriesView(Terminal terminal) {
  void print(MigrationSucceeded migration) {
    boolean several =
        migration.getMigrations().stream().map(MigrationEntry::getNamespace).distinct().count() > 1;
    var table = new Table("    VERSION", "DESCRIPTION", "STATE", "TIME>", "WHEN", "BY");
    for (MigrationEntry entry : migration.getMigrations()) {
      table.row(
          "    "
              + (several ? entry.getNamespace() + " " : "")
              + Optional.ofNullable(entry.getVersion()).orElse("repeatable"),
          entry.getState().startsWith("after-migrate") ? entry.getScript() : entry.getDescription(),
          entry.getState() + (entry.getAppliedNow() ? " now" : ""),
          Optional.ofNullable(entry.getDurationMillis())
              .map(millis -> Amounts.duration(Duration.ofMillis(millis)))
              .orElse(""),
          Optional.ofNullable(entry.getInstalledOn())
              .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
              .orElse(""),
          Objects.requireNonNullElse(entry.getInstalledBy(), ""));
    }
    table.print(terminal);
    migration.getMigrations().forEach(this::progress);
  }

  private void progress(MigrationEntry entry) {
    @Nullable ScriptProgress progress = entry.getProgress();
    if (progress == null) {
      return;
    }
    String done =
        progress.getStatements() == null
            ? "statements done: "
                + progress.getDone()
                + "; its file is gone, or is not the one that was begun"
            : progress.getDone() + " of " + progress.getStatements() + " statements done";
    String next =
        progress.getNextLine() == null
            ? ""
            : "; next: line %d: %s"
                .formatted(
                    progress.getNextLine(),
                    TextView.printable(
                        Objects.requireNonNullElse(progress.getNextStatement(), "")));
    terminal.line("    " + TextView.printable(entry.getScript()) + ": " + done + next);
  }
}
