package io.drover.cli.demo;

import io.drover.cli.terminal.Amounts;
import io.drover.cli.terminal.Style;
import io.drover.cli.terminal.Terminal;
import io.drover.localstack.compare.DatabaseComparison;
import io.drover.localstack.compare.DatabaseFingerprint;
import io.drover.localstack.compare.ServerAddress;
import io.drover.schemas.BackupSucceeded;
import java.util.List;

/**
 * Compares the restored database with what the original was when it was backed up, and says what
 * that proves.
 */
final class Proof {
  private static final int SHOWN = 20;

  private final Terminal terminal;
  private final ServerAddress server;

  Proof(Terminal terminal, ServerAddress server) {
    this.terminal = terminal;
    this.server = server;
  }

  /** Prints the outcome; true when nothing differs. */
  boolean print(DatabaseFingerprint original, BackupSucceeded backup, String restored) {
    DatabaseFingerprint found = DatabaseFingerprint.of(server, restored);
    List<String> differences = DatabaseComparison.between(original, found);
    terminal.line("");
    terminal.line(terminal.bold("What was proven"));
    if (!differences.isEmpty()) {
      line(false, restored + " differs from the original at the time of the backup:");
      differences.stream().limit(SHOWN).forEach(each -> terminal.line("      " + each));
      if (differences.size() > SHOWN) {
        terminal.line("      and " + (differences.size() - SHOWN) + " more");
      }
      return false;
    }
    line(
        true,
        "%s in %s are equal, row for row"
            .formatted(
                Amounts.count(original.rows(), "row"),
                Amounts.count(original.count("rows of "), "table")));
    line(
        true,
        "%s are equal: schema, comments, privileges, policies, sequences, large objects, settings"
            .formatted(Amounts.count(original.facts().size(), "fact")));
    line(
        true,
        "the archive is %s of a database of %s, SHA-256 %s…"
            .formatted(
                Amounts.bytes((double) backup.getArchiveBytes()),
                Amounts.bytes((double) backup.getDatabaseBytes()),
                backup.getSha256().substring(0, 16)));
    return true;
  }

  private void line(boolean good, String text) {
    String mark = good ? terminal.styled(Style.GREEN, "✓") : terminal.styled(Style.RED, "✗");
    terminal.line("  " + mark + " " + text);
  }
}
