package io.drover.cli.request;

import io.drover.cli.CliContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the commands that ask for an operation have in common. */
@Command
abstract class RequestCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private RequestOptions options = new RequestOptions();

  @Parameters(
      index = "0",
      paramLabel = "DB",
      description = "Name of the database in databases.yml.")
  private String database = "";

  RequestCommand(CliContext context) {
    this.context = context;
  }

  abstract Request request(Requests.Common common);

  @Override
  public Integer call() {
    return options.run(
        context,
        request(
            new Requests.Common(
                options.operationId(),
                database,
                options.requestedBy(),
                options.reason(),
                options.labels())));
  }
}
