package io.drover.cli.request;

import io.drover.cli.terminal.Amounts;
import io.drover.cli.terminal.Style;
import io.drover.cli.terminal.Table;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.MigrationRehearsal;
import io.drover.schemas.RehearsedLock;
import io.drover.schemas.RehearsedStatement;
import io.drover.schemas.RelationSize;
import io.drover.schemas.SchemaDifference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plan did on a scratch copy, for people. */
final class RehearsalView {
  /** Those with which others read and write as before. */
  private static final Set<String> HARMLESS =
      Set.of("AccessShareLock", "RowShareLock", "RowExclusiveLock");

  private static final int MOST_LOCKS = 4;
  private static final int MOST = 20;
  private static final int LONGEST = 48;

  private final Terminal terminal;

  RehearsalView(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(MigrationRehearsal rehearsal) {
    if (!rehearsal.getCaughtUp().isEmpty()) {
      terminal.line(
          "    "
              + terminal.styled(Style.YELLOW, "the backup is older than")
              + " "
              + TextView.printable(String.join(", ", rehearsal.getCaughtUp()))
              + ", which ran there first");
    }
    statements(rehearsal);
    sizes(rehearsal.getSizes());
    differences(rehearsal);
  }

  private void statements(MigrationRehearsal rehearsal) {
    var table = new Table("    SCRIPT", "STATEMENT", "TIME>", "ROWS>", "LOCKS THAT OTHERS FEEL");
    for (RehearsedStatement each : rehearsal.getStatements()) {
      List<String> notes = notes(each);
      table.row(
          "    " + each.getScript() + ":" + each.getLine(),
          brief(each.getStatement()),
          duration(each.getDurationMillis()),
          each.getRows() == null ? "" : Amounts.count(each.getRows()),
          notes.isEmpty() ? "" : notes.getFirst());
      notes.stream().skip(1).forEach(note -> table.row("    ", "", "", "", note));
    }
    if (!table.isEmpty()) {
      table.print(terminal);
    }
    rest(rehearsal.getStatementCount() - rehearsal.getStatements().size(), "statements");
  }

  /** Enough to know it by, so that the figures stand beside it on the screen. */
  private static String brief(String statement) {
    return statement.length() > LONGEST ? statement.substring(0, LONGEST - 1) + "…" : statement;
  }

  private static List<String> notes(RehearsedStatement statement) {
    List<RehearsedLock> felt =
        statement.getLocks().stream().filter(lock -> !HARMLESS.contains(lock.getMode())).toList();
    List<String> notes = new ArrayList<>();
    for (RehearsedLock lock : felt.subList(0, Math.min(MOST_LOCKS, felt.size()))) {
      notes.add(
          mode(lock.getMode()) + " " + lock.getRelation() + " " + duration(lock.getHeldMillis()));
    }
    if (felt.size() > MOST_LOCKS) {
      notes.add("and " + (felt.size() - MOST_LOCKS) + " more");
    }
    if (!statement.getRewrites().isEmpty()) {
      notes.add("rewritten: " + String.join(", ", statement.getRewrites()));
    }
    return notes;
  }

  /** Such as ACCESS EXCLUSIVE, in the words of SQL. */
  private static String mode(String word) {
    return word.replaceFirst("Lock$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toUpperCase(Locale.ROOT);
  }

  private void sizes(List<RelationSize> sizes) {
    if (sizes.isEmpty()) {
      return;
    }
    var table = new Table("    SIZE OF", "BEFORE>", "AFTER>");
    for (RelationSize size : sizes.subList(0, Math.min(MOST, sizes.size()))) {
      table.row(
          "    " + size.getRelation(), bytes(size.getBytesBefore()), bytes(size.getBytesAfter()));
    }
    table.print(terminal);
    rest(sizes.size() - MOST, "sizes");
  }

  private void differences(MigrationRehearsal rehearsal) {
    List<SchemaDifference> differences = rehearsal.getDifferences();
    int shown = Math.min(MOST, differences.size());
    for (SchemaDifference each : differences.subList(0, shown)) {
      terminal.line(
          "    "
              + String.format("%-8s", TextView.printable(each.getChange()))
              + " "
              + TextView.printable(each.getObject()));
    }
    rest(rehearsal.getDifferenceCount() - shown, "changes of the schema");
  }

  private void rest(int count, String what) {
    if (count > 0) {
      terminal.line("    … and " + count + " more " + what);
    }
  }

  private static String bytes(@Nullable Long size) {
    return size == null ? "-" : Amounts.bytes(size);
  }

  private static String duration(long millis) {
    return Amounts.duration(Duration.ofMillis(millis));
  }
}
