package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.schemas.MigrateRequested;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code drover migrate}. */
@Command(name = "migrate", description = "Reads, plans or applies a database's migrations.")
public final class MigrateCommand extends RequestCommand {

  private static final class Mode {
    @Option(names = "--status", required = true, description = "Reads what is applied and pending.")
    private boolean status;

    @Option(names = "--apply", required = true, description = "Applies what is pending.")
    private boolean apply;

    @Option(
        names = "--plan",
        required = true,
        description =
            "Says what --apply would run, and what is dangerous about it; exit 1 if it would be"
                + " refused.")
    private boolean plan;

    @Option(
        names = "--adopt",
        required = true,
        description =
            "Begins the history of a database that was made without one, if it is what the scripts"
                + " make.")
    private boolean adopt;

    @Option(
        names = "--restore",
        required = true,
        description = "Restores a backup, applies what is pending there and checks it.")
    private boolean restore;

    String name() {
      if (adopt) {
        return "ADOPT";
      }
      if (restore) {
        return "RESTORE";
      }
      if (plan) {
        return "PLAN";
      }
      return apply && !status ? "APPLY" : "STATUS";
    }
  }

  @Spec private CommandSpec command = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private Mode mode = new Mode();

  @Option(
      names = "--plan-digest",
      paramLabel = "DIGEST",
      description = "With --apply: runs exactly the plan of this digest, or nothing.")
  private @Nullable String planDigest;

  @Mixin private AdoptionOptions adoption = new AdoptionOptions();

  @Mixin private BundleOptions source = new BundleOptions();

  /** For the command line. */
  public MigrateCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    if (planDigest != null && !mode.name().equals("APPLY")) {
      throw new ParameterException(command.commandLine(), "--plan-digest goes with --apply.");
    }
    adoption.check(command, mode.name());
    MigrateRequested.Builder body = Requests.migrateBody(common, mode.name());
    body.setPlanDigest(planDigest);
    adoption.fill(body);
    source.fill(body);
    return Requests.of(body.build());
  }
}
