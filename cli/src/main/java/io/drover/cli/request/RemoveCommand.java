package io.drover.cli.request;

import io.drover.cli.CliContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover remove}. */
@Command(name = "remove", description = "Removes one backup.")
public final class RemoveCommand extends RequestCommand {

  @Option(
      names = "--backup",
      required = true,
      paramLabel = "ID",
      description = "Which backup; ./drover backups lists them.")
  private String backupId = "";

  @Option(names = "--dry-run", description = "Tell what would be removed, and remove nothing.")
  private boolean dryRun;

  /** For the command line. */
  public RemoveCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.maintenance(common, "remove", backupId, dryRun);
  }
}
