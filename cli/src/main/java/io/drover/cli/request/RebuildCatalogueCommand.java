package io.drover.cli.request;

import io.drover.cli.CliContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover rebuild-catalogue}. */
@Command(
    name = "rebuild-catalogue",
    description = {
      "Announces every backup of a database again, as its repository has them.",
      "For when Kafka or the state database was lost."
    })
public final class RebuildCatalogueCommand extends RequestCommand {

  @Option(
      names = "--repository",
      paramLabel = "NAME",
      description =
          "Which of the database's repositories is read, such as that of the copies when the"
              + " first is lost.")
  private @Nullable String repository;

  /** For the command line. */
  public RebuildCatalogueCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    return Requests.rebuildCatalogue(common, repository);
  }
}
