package io.drover.cli.request;

import io.drover.cli.CliContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover verify}. */
@Command(
    name = "verify",
    description = "Proves a backup: restores it into a scratch database, compares, and drops it.")
public final class VerifyCommand extends RequestCommand {

  @Option(
      names = "--backup",
      defaultValue = "latest",
      paramLabel = "ID|latest",
      description = "Which backup; latest, the default, is the newest one of the database.")
  private String backupId = "";

  /** For the command line. */
  public VerifyCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.verify(common, backupId);
  }
}
