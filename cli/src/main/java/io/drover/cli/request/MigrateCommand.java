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
@Command(
    name = "migrate",
    description = "Reads, plans, rehearses or applies a database's migrations.")
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
        names = "--rehearse",
        required = true,
        description = "Runs what is pending on a scratch copy restored from a backup; measures it.")
    private boolean rehearse;

    String name() {
      if (plan) {
        return "PLAN";
      }
      if (rehearse) {
        return "REHEARSE";
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

  @Option(
      names = "--backup",
      paramLabel = "ID",
      description = "With --rehearse: the backup that is restored; default: the latest.")
  private String backup = "";

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
    if (!backup.isEmpty() && !mode.name().equals("REHEARSE")) {
      throw new ParameterException(command.commandLine(), "--backup goes with --rehearse.");
    }
    MigrateRequested.Builder body = Requests.migrateBody(common, mode.name());
    body.setPlanDigest(planDigest);
    body.setBackupId(backup);
    source.fill(body);
    return Requests.of(body.build());
  }
}
