package io.drover.cli.request;

import io.drover.cli.CliContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover pin}. */
@Command(
    name = "pin",
    description = "Pins a backup, so that it is never removed until it is unpinned.")
public final class PinCommand extends RequestCommand {

  @Option(
      names = "--backup",
      required = true,
      paramLabel = "ID",
      description = "Which backup; ./drover backups lists them.")
  private String backupId = "";

  /** For the command line. */
  public PinCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.maintenance(common, "pin", backupId, false);
  }
}
