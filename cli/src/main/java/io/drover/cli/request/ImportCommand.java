package io.drover.cli.request;

import io.drover.cli.CliContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code drover import}. */
@Command(
    name = "import",
    description = {
      "Takes a dump of your own (.sql, .dump of pg_dump -Fc, gzip or zstd; the folder of pg_dump"
          + " -Fd)",
      "in as a backup that nobody has verified; ./drover verify DB --backup ID does."
    })
public final class ImportCommand extends RequestCommand {
  private final ImportFolder folder;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description =
          "A file or folder here, which is copied into the import folder of the service if that is"
              + " on this machine (DROVER_EXCHANGE, or ./drover up); else its path in that folder.")
  private String file = "";

  /** For the command line. */
  public ImportCommand(CliContext context) {
    super(context);
    this.folder = new ImportFolder(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.importing(common, folder.handOver(file, common.operationId()));
  }
}
