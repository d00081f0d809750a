package io.drover.cli.request;

import io.drover.cli.CliContext;
import picocli.CommandLine.Command;

/** {@code drover scrub}. */
@Command(
    name = "scrub",
    description = {
      "Reads every file of every backup again, in all repositories of the database, and compares.",
      "Ends as failed when anything is damaged or missing, and names it."
    })
public final class ScrubCommand extends RequestCommand {
  /** For the command line. */
  public ScrubCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.maintenance(common, "scrub", null, false);
  }
}
