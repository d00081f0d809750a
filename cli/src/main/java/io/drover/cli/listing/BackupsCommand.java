package io.drover.cli.listing;

import io.drover.bus.Message;
import io.drover.cli.CliContext;
import io.drover.cli.ExitCode;
import io.drover.cli.herd.Herd;
import io.drover.cli.request.JsonView;
import io.drover.cli.terminal.Amounts;
import io.drover.cli.terminal.Table;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
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
    try (Herd herd = Herd.join(context)) {
      herd.readAll(Topics.BACKUPS, message -> fold(newest, message));
    }
    List<BackupCommitted> backups =
        newest.values().stream()
            .filter(backup -> database == null || database.equals(backup.getDatabase()))
            .sorted(Comparator.comparing(BackupCommitted::getCommittedAt))
            .toList();
    if (json) {
      var view = new JsonView(context.terminal());
      backups.forEach(backup -> view.print(JsonView.object(backup)));
    } else {
      print(backups);
    }
    return ExitCode.SUCCEEDED;
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

  private static String verdict(BackupCommitted backup) {
    String verdict = backup.getVerdict();
    Instant at = backup.getVerdictAt();
    return verdict == null || at == null ? "–" : verdict + " " + Ages.ago(at, Instant.now());
  }

  private void print(List<BackupCommitted> backups) {
    var table =
        new Table(
            "BACKUP", "DATABASE", "MADE", "TOOK>", "SIZE>", "TABLES>", "ROWS>", "VERDICT", "COPY");
    for (BackupCommitted backup : backups) {
      table.row(
          backup.getBackupId(),
          backup.getDatabase(),
          (backup.getImportedFrom() == null ? "" : "imported ")
              + Ages.ago(backup.getCommittedAt(), Instant.now()),
          Amounts.duration(Duration.ofMillis(backup.getDurationMillis())),
          Amounts.bytes((double) backup.getArchiveBytes()),
          backup.getImportedFrom() == null ? Amounts.count(backup.getTables()) : "–",
          backup.getImportedFrom() == null ? Amounts.count(backup.getRows()) : "–",
          (backup.getPartial() ? "partial, " : "") + verdict(backup),
          backup.getCopyRepository() == null ? "–" : "in " + backup.getCopyRepository());
    }
    if (table.isEmpty()) {
      context.terminal().line("No backups.");
    } else {
      table.print(context.terminal());
    }
  }
}
