package io.drover.cli.request;

import io.drover.cli.CliContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover unpin}. */
@Command(name = "unpin", description = "Takes the pin of a backup away.")
public final class UnpinCommand extends RequestCommand {

  @Option(
      names = "--backup",
      required = true,
      paramLabel = "ID",
      description = "Which backup; ./drover backups lists them.")
  private String backupId = "";

  /** For the command line. */
  public UnpinCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.maintenance(common, "unpin", backupId, false);
  }
}
