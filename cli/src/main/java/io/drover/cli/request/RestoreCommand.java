package io.drover.cli.request;

import io.drover.cli.CliContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover restore}. */
@Command(name = "restore", description = "Restores a backup into a new database.")
public final class RestoreCommand extends RequestCommand {

  @Option(
      names = "--backup",
      required = true,
      paramLabel = "ID|latest",
      description = "Which backup; latest is the newest one of the database.")
  private String backupId = "";

  @Option(
      names = "--as",
      required = true,
      paramLabel = "NEW",
      description = "Name of the database to create.")
  private String targetName = "";

  /** For the command line. */
  public RestoreCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.restore(common, backupId, targetName);
  }
}
