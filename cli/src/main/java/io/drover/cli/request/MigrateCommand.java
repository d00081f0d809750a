package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.schemas.MigrateRequested;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code drover migrate}. */
@Command(
    name = "migrate",
    description = "Reads, plans, rehearses, applies or undoes a database's migrations.")
public final class MigrateCommand extends RequestCommand {
  @Spec private CommandSpec command = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private MigrationModeOptions mode = new MigrationModeOptions();

  @Mixin private MigrationOptions options = new MigrationOptions();

  @Mixin private BundleOptions source = new BundleOptions();

  /** For the command line. */
  public MigrateCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    options.check(command, mode.name());
    MigrateRequested.Builder body = Requests.migrateBody(common, mode.name());
    options.fill(body);
    source.fill(body);
    return Requests.of(body.build());
  }
}
