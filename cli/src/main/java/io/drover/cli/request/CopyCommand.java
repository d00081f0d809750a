package io.drover.cli.request;

import io.drover.cli.CliContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code drover copy}. */
@Command(
    name = "copy",
    description = {
      "Sees to it that a backup has a true copy in the second repository of the policy.",
      "A copy that is there is read and compared; a damaged one is made anew."
    })
public final class CopyCommand extends RequestCommand {

  @Parameters(
      index = "1",
      paramLabel = "BACKUP",
      description = "Which backup; ./drover backups lists them.")
  private String backupId = "";

  /** For the command line. */
  public CopyCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.maintenance(common, "copy", backupId, false);
  }
}
