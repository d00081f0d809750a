package io.drover.cli.request;

import io.drover.cli.CliContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover export}. */
@Command(
    name = "export",
    description = {
      "Writes a backup out as the file that pg_restore or psql opens, on the host of the service.",
      "The file is not encrypted any more."
    })
public final class ExportCommand extends RequestCommand {

  @Option(
      names = "--backup",
      paramLabel = "ID",
      description = "Which backup; ./drover backups lists them. Default: the newest made here.")
  private @Nullable String backupId;

  /** For the command line. */
  public ExportCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.maintenance(common, "export", backupId, false);
  }
}
