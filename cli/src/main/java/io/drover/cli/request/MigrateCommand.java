package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.schemas.MigrateRequested;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code drover migrate}. */
@Command(name = "migrate", description = "Reads or applies a database's migrations.")
public final class MigrateCommand extends RequestCommand {

  private static final class Mode {
    @Option(names = "--status", required = true, description = "Reads what is applied and pending.")
    private boolean status;

    @Option(names = "--apply", required = true, description = "Applies what is pending.")
    private boolean apply;

    String name() {
      return apply && !status ? "APPLY" : "STATUS";
    }
  }

  @ArgGroup(multiplicity = "1")
  private Mode mode = new Mode();

  @Mixin private BundleOptions source = new BundleOptions();

  /** For the command line. */
  public MigrateCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    MigrateRequested.Builder body = Requests.migrateBody(common, mode.name());
    source.fill(body);
    return Requests.of(body.build());
  }
}
