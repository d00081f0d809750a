package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.cli.request.RestoreOptions.Choice;
import io.drover.cli.request.RestoreOptions.Destination;
import io.drover.cli.request.RestoreOptions.Share;
import io.drover.schemas.RestoreRequested;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code drover restore}. */
@Command(
    name = "restore",
    description = {
      "Restores a backup: into a new database (--as), in place of the database itself (--replace),"
          + " into a scratch database that is dropped by itself (--scratch), or into the database"
          + " itself (--in-place).",
      "A database that is replaced is kept for a while; ./drover undo puts it back."
    })
public final class RestoreCommand extends RequestCommand {
  @Spec private CommandSpec command = CommandSpec.create();

  @ArgGroup(multiplicity = "1", heading = "Which backup:%n", exclusive = false)
  private Choice choice = new Choice();

  @ArgGroup(multiplicity = "1", heading = "Where to:%n", exclusive = true)
  private Destination destination = new Destination();

  @Mixin private Share share = new Share();

  @Mixin private TakeoverOptions takeover = new TakeoverOptions();

  @Option(
      names = "--no-safety-backup",
      description =
          "With --replace and --in-place: do not back the database up as it is now first.")
  private boolean noSafetyBackup;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "With --scratch: dropped after this time, such as 4h. Default: 24h.")
  private @Nullable Duration timeToLive;

  @Option(
      names = "--create-missing-roles",
      description = "Create roles that the backup needs and the server lacks, without login.")
  private boolean createMissingRoles;

  @Option(
      names = "--no-owner",
      description = "Everything belongs to the user that the service connects as.")
  private boolean noOwner;

  @Option(
      names = "--from-copy",
      description = "Take the backup from the second repository of the policy.")
  private boolean fromCopy;

  @Option(names = "--no-acl", description = "Leave privileges out.")
  private boolean noAcl;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "For backups of format directory: processes that restore side by side.")
  private @Nullable Integer jobs;

  /** For the command line. */
  public RestoreCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    checkTogether();
    RestoreRequested.Builder body = Requests.restore(common);
    choice.fill(body);
    destination.fill(body);
    share.fill(body);
    takeover.fill(body);
    body.setSafetyBackup(!noSafetyBackup)
        .setCreateMissingRoles(createMissingRoles)
        .setNoOwner(noOwner)
        .setNoAcl(noAcl)
        .setFromCopy(fromCopy)
        .setJobs(jobs);
    if (timeToLive != null) {
      body.setTimeToLiveSeconds(Math.toIntExact(timeToLive.toSeconds()));
    }
    return Requests.of(body.build());
  }

  /** An option that would be ignored may have been meant. */
  private void checkTogether() {
    boolean destructive = destination.replaces() || destination.isInPlace();
    goesWith("--replace", destination.replaces(), takeover.given());
    goesWith("--replace or --in-place", destructive, given("--confirm", takeover.isConfirmed()));
    goesWith("--replace or --in-place", destructive, given("--no-safety-backup", noSafetyBackup));
    goesWith("--scratch", destination.isScratch(), given("--ttl", timeToLive != null));
    goesWith("--in-place", destination.isInPlace(), given("--data-only", share.isDataOnly()));
    goesWith("--as, --scratch or --in-place", !destination.replaces(), share.parts());
    if (destructive) {
      takeover.requireConfirm(command);
    }
  }

  private static List<String> given(String option, boolean isGiven) {
    return isGiven ? List.of(option) : List.of();
  }

  private void goesWith(String others, boolean chosen, List<String> given) {
    if (!chosen && !given.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), String.join(", ", given) + " goes with " + others + " only.");
    }
  }
}
