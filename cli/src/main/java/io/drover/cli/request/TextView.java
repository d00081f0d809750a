package io.drover.cli.request;

import io.drover.bus.PublishedAt;
import io.drover.cli.CliContext;
import io.drover.cli.stack.PsqlLine;
import io.drover.cli.terminal.Amounts;
import io.drover.cli.terminal.LiveBar;
import io.drover.cli.terminal.Style;
import io.drover.cli.terminal.Table;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.BackupDecision;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FleetSummary;
import io.drover.schemas.Kinds;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationProgress;
import io.drover.schemas.RestoreSucceeded;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** An operation for people: a line a fact, a bar for the progress, nothing after its end. */
public final class TextView implements OperationView {
  private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(5);

  /** Units that pass by themselves: a rate of theirs says nothing. */
  private static final Set<String> TIMES = Set.of("milliseconds", "seconds", "minutes");

  private final Terminal terminal;
  private final Function<String, Optional<String>> psql;
  private final LiveBar bar;
  private String phase = "";
  private long lastPlainLine;
  private @Nullable Instant first;
  private boolean titled;
  private boolean ended;

  /** A view that writes to the terminal of the command. */
  public TextView(CliContext context) {
    this(context.terminal(), database -> PsqlLine.to(context, database));
  }

  /**
   * @param psql the command that opens a database by its physical name, where there is one
   */
  TextView(Terminal terminal, Function<String, Optional<String>> psql) {
    this.terminal = terminal;
    this.psql = psql;
    this.bar = new LiveBar(terminal);
  }

  @Override
  public void published(Request request, PublishedAt at) {
    title(request.kind(), request.database(), request.operationId());
    wait("published");
  }

  private void title(String kind, String database, String operationId) {
    titled = true;
    terminal.line(
        terminal.bold(
                printable(
                    kind.equals(Kinds.FLEET)
                        ? "migrations of many databases"
                        : kind + " of " + database))
            + terminal.dim("  operation " + printable(operationId)));
  }

  @Override
  public void left(String operationId) {
    bar.clear();
    terminal.line("  published; look at it: " + terminal.bold("./drover follow " + operationId));
  }

  @Override
  public void note(String sentence) {
    bar.clear();
    terminal.line("  " + printable(sentence));
  }

  @Override
  public void fact(OperationHeader header, SpecificRecord fact) {
    bar.clear();
    if (!titled) {
      title(header.getKind(), header.getDatabase(), header.getOperationId());
    }
    Instant start = first == null ? header.getObservedAt() : first;
    first = start;
    String state = Facts.state(fact);
    String elapsed = Amounts.duration(Duration.between(start, header.getObservedAt()));
    terminal.line(
        "  "
            + mark(state)
            + " "
            + String.format("%-10s", state)
            + String.format("%9s  ", elapsed)
            + printable(Facts.detail(fact)));
    more(fact);
    if (Facts.isEnd(state)) {
      ended = true;
    } else {
      wait(state);
    }
  }

  private String mark(String state) {
    return switch (state) {
      case "succeeded" -> terminal.styled(Style.GREEN, "✓");
      case "failed", "rejected", "refused" -> terminal.styled(Style.RED, "✗");
      case "cancelled" -> terminal.styled(Style.YELLOW, "✗");
      default -> terminal.dim("·");
    };
  }

  private void wait(String label) {
    bar.show(new LiveBar.Frame(label, 0, null, "…"));
  }

  private void more(SpecificRecord fact) {
    if (fact instanceof BackupSucceeded backup) {
      terminal.line("    backup " + terminal.bold(printable(backup.getBackupId())));
    }
    Notes.of(fact).forEach(line -> terminal.line("    " + printable(line)));
    if (fact instanceof RestoreSucceeded restore) {
      RestoredLines.of(restore, psql).forEach(line -> terminal.line("    " + printable(line)));
    }
    if (fact instanceof MigrationSucceeded migration) {
      new MigrationView(terminal).print(migration);
    }
    if (fact instanceof FleetSummary fleet) {
      new FleetView(terminal).print(fleet);
    }
    if (fact instanceof MaintenanceSucceeded done) {
      if (done.getDryRun()) {
        print(done);
      }
      ExchangedLines.of(done).forEach(line -> terminal.line("    " + printable(line)));
    }
    Problem.of(fact).ifPresent(this::print);
  }

  private void print(MaintenanceSucceeded done) {
    var table = new Table("    BACKUP", "WOULD BE", "SIZE>", "WHY");
    for (BackupDecision each : done.getRemoved()) {
      row(table, each, "removed");
    }
    for (BackupDecision each : done.getKept().reversed()) {
      row(table, each, "kept");
    }
    if (!table.isEmpty()) {
      table.print(terminal);
    }
  }

  private static void row(Table table, BackupDecision each, String what) {
    table.row(
        "    " + printable(each.getBackupId()),
        what,
        Amounts.bytes((double) each.getArchiveBytes()),
        printable(each.getReason()));
  }

  private void print(Problem problem) {
    problem
        .detail()
        .lines()
        .filter(line -> !problem.message().contains(line.strip()))
        .forEach(line -> terminal.line("    " + terminal.dim(printable(line))));
    if (!problem.remedy().isEmpty()) {
      terminal.line("    remedy: " + terminal.bold(printable(problem.remedy())));
    }
  }

  @Override
  public void progress(OperationProgress progress) {
    if (ended) {
      return;
    }
    String numbers = numbers(progress);
    if (terminal.interactive()) {
      bar.show(
          new LiveBar.Frame(
              printable(progress.getPhase()), progress.getDone(), progress.getTotal(), numbers));
      return;
    }
    long now = System.nanoTime();
    if (!phase.equals(progress.getPhase()) || now - lastPlainLine > BETWEEN_PLAIN_LINES.toNanos()) {
      phase = progress.getPhase();
      lastPlainLine = now;
      terminal.line("    " + printable(phase) + (numbers.isEmpty() ? "" : " " + numbers));
    }
  }

  private static String numbers(OperationProgress progress) {
    String unit = progress.getUnit();
    Long total = progress.getTotal();
    if (progress.getDone() == 0 && (total == null || total == 0)) {
      return "";
    }
    Long remaining = progress.getRemainingMillis();
    return printable(
        (total == null
                ? Amounts.of((double) progress.getDone(), unit)
                : Amounts.of((double) progress.getDone(), (double) total, unit))
            + (progress.getRatePerSecond() > 0 && !TIMES.contains(unit)
                ? "  " + Amounts.of(progress.getRatePerSecond(), unit) + "/s"
                : "")
            + (remaining == null
                ? ""
                : "  " + Amounts.duration(Duration.ofMillis(remaining)) + " left"));
  }

  /** What others wrote must not steer the terminal. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  @Override
  public void timedOut(String operationId, Duration waited) {
    bar.clear();
    terminal.line(
        "  %s not ended after %s; it goes on"
            .formatted(terminal.styled(Style.YELLOW, "…"), Amounts.duration(waited)));
    terminal.line("    look again: " + terminal.bold("./drover follow " + operationId));
  }

  @Override
  public void close() {
    bar.close();
  }
}
