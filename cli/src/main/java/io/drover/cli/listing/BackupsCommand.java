package io.drover.cli.listing;

import io.drover.bus.Message;
import io.drover.cli.CliContext;
import io.drover.cli.ExitCode;
import io.drover.cli.herd.Herd;
import io.drover.cli.request.JsonView;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.Topics;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drover backups}. */
@Command(name = "backups", description = "Lists the backups there are, newest last.")
public final class BackupsCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(arity = "0..1", paramLabel = "DB", description = "Only those of this database.")
  private @Nullable String database;

  @Option(names = "--json", description = "One JSON object a line instead of a table.")
  private boolean json;

  /** For the command line. */
  public BackupsCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Map<String, BackupCommitted> newest = new HashMap<>();
    var known = new KnownDatabases();
    var table = new BackupTable();
    List<BackupCommitted> backups;
    try (Herd herd = Herd.join(context)) {
      herd.readAll(
          Topics.BACKUPS,
          message -> {
            fold(newest, message);
            known.accept(message);
          });
      herd.readAll(
          Topics.OPERATION_EVENTS,
          message -> {
            table.accept(message);
            known.accept(message);
          });
      backups = shown(newest);
      if (backups.isEmpty() && database != null) {
        known.require(database, herd);
      }
    }
    if (json) {
      var view = new JsonView(context.terminal());
      backups.forEach(backup -> view.print(JsonView.object(backup)));
    } else if (backups.isEmpty()) {
      context.terminal().line("No backups" + (database == null ? "." : " of " + database + "."));
    } else {
      table.print(backups, context.terminal());
    }
    return ExitCode.SUCCEEDED;
  }

  private List<BackupCommitted> shown(Map<String, BackupCommitted> newest) {
    return newest.values().stream()
        .filter(backup -> database == null || database.equals(backup.getDatabase()))
        .sorted(Comparator.comparing(BackupCommitted::getCommittedAt))
        .toList();
  }

  private static void fold(Map<String, BackupCommitted> newest, Message<SpecificRecord> message) {
    String key = message.key();
    if (key == null) {
      return;
    }
    if (message.body() instanceof BackupCommitted backup) {
      newest.put(key, backup);
    } else if (message.body() == null) {
      newest.remove(key);
    }
  }
}
