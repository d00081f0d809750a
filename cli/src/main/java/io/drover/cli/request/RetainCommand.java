package io.drover.cli.request;

import io.drover.cli.CliContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover retain}. */
@Command(
    name = "retain",
    description = "Removes the backups that the policy's retention does not keep.")
public final class RetainCommand extends RequestCommand {

  @Option(names = "--dry-run", description = "Tell what would be removed, and remove nothing.")
  private boolean dryRun;

  /** For the command line. */
  public RetainCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.maintenance(common, "retain", null, dryRun);
  }
}
