package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.schemas.MigrateRequested;
import java.util.List;
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
    description = "Reads, plans, rehearses, applies or undoes a database's migrations.")
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

    @Option(
        names = "--baseline",
        required = true,
        description = "Marks everything up to --to-version, or all, as applied without running it.")
    private boolean baseline;

    @Option(
        names = "--repair",
        required = true,
        description = "Sets the history right after failed, edited or lost scripts.")
    private boolean repair;

    @Option(
        names = "--rollback",
        required = true,
        description =
            "Undoes what is above --to-version, or the newest version, by undo scripts; or goes"
                + " back to a backup (--to-backup).")
    private boolean rollback;

    String name() {
      if (plan) {
        return "PLAN";
      }
      if (rehearse) {
        return "REHEARSE";
      }
      if (baseline) {
        return "BASELINE";
      }
      if (repair) {
        return "REPAIR";
      }
      if (rollback) {
        return "ROLLBACK";
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
      description =
          "With --apply, --repair and --rollback: runs exactly the plan of this digest, or"
              + " nothing.")
  private @Nullable String planDigest;

  @Option(
      names = "--backup",
      paramLabel = "ID",
      description = "With --rehearse: the backup that is restored; default: the latest.")
  private String backup = "";

  @Mixin private RecoveryOptions recovery = new RecoveryOptions();

  @Mixin private BundleOptions source = new BundleOptions();

  /** For the command line. */
  public MigrateCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    if (planDigest != null && !List.of("APPLY", "REPAIR", "ROLLBACK").contains(mode.name())) {
      throw new ParameterException(
          command.commandLine(), "--plan-digest goes with --apply, --repair and --rollback.");
    }
    if (!backup.isEmpty() && !mode.name().equals("REHEARSE")) {
      throw new ParameterException(command.commandLine(), "--backup goes with --rehearse.");
    }
    recovery.check(command, mode.name());
    MigrateRequested.Builder body = Requests.migrateBody(common, mode.name());
    body.setPlanDigest(planDigest);
    recovery.fill(body);
    if (!backup.isEmpty()) {
      body.setBackupId(backup);
    }
    source.fill(body);
    return Requests.of(body.build());
  }
}
