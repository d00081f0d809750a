package io.drover.cli.request;

import io.drover.cli.terminal.Table;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.HistoryChange;
import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationPlan;
import io.drover.schemas.MigrationSucceeded;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a way back has changed in the history of a database's migrations, or would change. */
record HistoryChanges(Terminal terminal, MigrationSucceeded migration) {
  private static final Set<String> APPLIED =
      Set.of("applied", "changed", "out-of-order", "missing", "baseline");

  static boolean isWayBack(MigrationSucceeded migration) {
    return List.of("BASELINE", "REPAIR", "ROLLBACK").contains(migration.getMode());
  }

  /** Such as: 2 changes of the history. */
  static String summary(MigrationSucceeded migration) {
    boolean trial = migration.getDryRun();
    if (migration.getRestoredBackupId() != null) {
      return "backup "
          + TextView.printable(migration.getRestoredBackupId())
          + (trial ? " would take the place of the database" : " took the place of the database");
    }
    int count = migration.getChanges().size();
    return count
        + (count == 1 ? " change" : " changes")
        + " of the history"
        + (trial ? " to be made" : "");
  }

  void print() {
    if (migration.getChanges().isEmpty()) {
      return;
    }
    boolean several =
        migration.getMigrations().stream().map(MigrationEntry::getNamespace).distinct().count() > 1;
    var table = new Table("    VERSION", "SCRIPT", "CHANGE", "WHAT IT MEANS");
    for (HistoryChange each : migration.getChanges()) {
      table.row(
          "    "
              + (several ? each.getNamespace() + " " : "")
              + Optional.ofNullable(each.getVersion()).orElse("-"),
          each.getScript(),
          each.getChange(),
          each.getDetail());
    }
    table.print(terminal);
    if (migration.getMode().equals("ROLLBACK") && hasRepeatable()) {
      terminal.line("    repeatable scripts stay as they are: no undo script is run for them");
    }
  }

  private boolean hasRepeatable() {
    return migration.getMigrations().stream()
        .anyMatch(each -> each.getVersion() == null && each.getState().equals("applied"));
  }

  /** The command that does what was told. */
  void printNext() {
    @Nullable MigrationPlan plan = migration.getPlan();
    if (!isWayBack(migration) || !migration.getDryRun() || migration.getChanges().isEmpty()) {
      return;
    }
    boolean blocked = plan != null && plan.getBlockingCount() > 0;
    terminal.line(
        blocked
            ? "    this is not done: rewrite what blocks it, or allow it in the script with a"
                + " reason"
            : "    do exactly this: " + terminal.bold(command(plan)));
  }

  private String command(@Nullable MigrationPlan plan) {
    String mode = migration.getMode();
    StringBuilder line = new StringBuilder("./drover migrate ");
    line.append(TextView.printable(migration.getHeader().getDatabase()));
    line.append(" --").append(mode.toLowerCase(Locale.ROOT));
    HistoryChange last = migration.getChanges().getLast();
    if (mode.equals("BASELINE") && last.getVersion() != null) {
      line.append(" --to-version ").append(TextView.printable(last.getVersion()));
    }
    if (mode.equals("ROLLBACK")) {
      remaining(last.getNamespace())
          .ifPresent(left -> line.append(" --to-version ").append(TextView.printable(left)));
    }
    if (!last.getNamespace().equals("default")) {
      line.append(" --namespace ").append(TextView.printable(last.getNamespace()));
    }
    if (plan != null) {
      line.append(" --plan-digest ").append(TextView.printable(plan.getDigest()));
    }
    return line.toString();
  }

  /** The newest version that stays, if all above it go: by its name the same is meant again. */
  private Optional<String> remaining(String namespace) {
    Set<String> undone =
        migration.getChanges().stream()
            .map(HistoryChange::getVersion)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    String left =
        migration.getMigrations().stream()
            .filter(each -> each.getNamespace().equals(namespace))
            .filter(each -> APPLIED.contains(each.getState()))
            .map(MigrationEntry::getVersion)
            .filter(Objects::nonNull)
            .filter(version -> !undone.contains(version))
            .max(Versions.ORDER)
            .orElse("0");
    return undone.stream().allMatch(version -> Versions.ORDER.compare(version, left) > 0)
        ? Optional.of(left)
        : Optional.empty();
  }
}
