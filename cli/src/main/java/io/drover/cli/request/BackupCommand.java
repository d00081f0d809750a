package io.drover.cli.request;

import io.drover.cli.CliContext;
import picocli.CommandLine.Command;

/** {@code drover backup}. */
@Command(name = "backup", description = "Backs a database up.")
public final class BackupCommand extends RequestCommand {

  /** For the command line. */
  public BackupCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.backup(common);
  }
}
