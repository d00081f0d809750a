package io.drover.cli.listing;

import io.drover.cli.CliContext;
import io.drover.cli.ExitCode;
import io.drover.cli.herd.Herd;
import io.drover.cli.request.JsonView;
import io.drover.cli.terminal.Amounts;
import io.drover.cli.terminal.Table;
import io.drover.schemas.Topics;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code drover operations}. */
@Command(
    name = "operations",
    description = "Lists the operations of the last 30 days, newest last.")
public final class OperationsCommand implements Callable<Integer> {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm'Z'").withZone(ZoneOffset.UTC);

  private final CliContext context;

  @Parameters(arity = "0..1", paramLabel = "DB", description = "Only those of this database.")
  private @Nullable String database;

  @Option(names = "--last", paramLabel = "N", defaultValue = "50", description = "Default: 50.")
  private int count;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "One JSON object a line instead of a table.")
  private boolean json;

  /** For the command line. */
  public OperationsCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (count < 1) {
      throw new ParameterException(spec.commandLine(), "--last must be at least 1.");
    }
    List<OperationRow> shown;
    try (Herd herd = Herd.join(context)) {
      shown = read(herd);
    }
    if (json) {
      var view = new JsonView(context.terminal());
      shown.forEach(row -> view.print(row.json()));
    } else {
      print(shown);
    }
    return ExitCode.SUCCEEDED;
  }

  private List<OperationRow> read(Herd herd) {
    var fold = new OperationFold();
    var known = new KnownDatabases();
    herd.readAll(
        Topics.OPERATION_EVENTS,
        message -> {
          fold.accept(message);
          known.accept(message);
        });
    List<OperationRow> rows = fold.rows(database);
    if (rows.isEmpty() && database != null) {
      known.require(database, herd);
    }
    List<OperationRow> last = rows.subList(Math.max(0, rows.size() - count), rows.size());
    Set<String> unnamed =
        last.stream()
            .filter(row -> row.action() == null)
            .map(OperationRow::kind)
            .collect(Collectors.toSet());
    Map<String, String> actions = RequestedActions.read(herd, unnamed);
    return last.stream().map(row -> row.named(actions)).toList();
  }

  private void print(List<OperationRow> rows) {
    var table =
        new Table("OPERATION", "KIND", "DATABASE", "STATE", "WHEN", "AGE>", "TOOK>", "RESULT");
    for (OperationRow row : rows) {
      table.row(
          row.operationId(),
          row.what(),
          row.database(),
          row.shown(),
          MINUTES.format(row.lastAt()),
          Ages.brief(row.lastAt(), Instant.now()),
          row.took().map(Amounts::duration).orElse(""),
          row.result());
    }
    if (table.isEmpty()) {
      context.terminal().line("No operations" + (database == null ? "." : " of " + database + "."));
    } else {
      table.print(context.terminal());
    }
  }
}
