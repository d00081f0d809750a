package io.drover.cli.request;

import io.drover.schemas.MigrateRequested;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What more a request about migrations says; each option belongs to some of the modes. */
final class MigrationOptions {
  private static final String ROLLBACK = "ROLLBACK";
  private static final String RESTORE = "RESTORE";
  private static final List<String> HISTORY = List.of("BASELINE", "REPAIR", ROLLBACK, "ADOPT");

  @Option(
      names = "--plan-digest",
      paramLabel = "DIGEST",
      description =
          "With --apply, --repair and --rollback: runs exactly the plan of this digest, or"
              + " nothing.")
  private @Nullable String planDigest;

  @Option(
      names = "--dry-run",
      description =
          "With --rollback, --repair, --baseline and --adopt: says what would be changed, changes"
              + " nothing.")
  private boolean dryRun;

  @Option(
      names = "--to-version",
      paramLabel = "V",
      description =
          "With --baseline and --adopt: up to this version; default: the newest. With --rollback:"
              + " what is above it is undone; 0 for all; default: the newest version alone.")
  private @Nullable String version;

  @Option(
      names = "--to-backup",
      paramLabel = "ID|before",
      description =
          "With --rollback: this backup takes the place of the database; before is the one that the"
              + " newest --apply took first.")
  private String toBackup = "";

  @Option(
      names = "--backup",
      paramLabel = "ID",
      description = "With --rehearse and --restore: the backup; default: the latest.")
  private String backup = "";

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "With --restore: name of the new database.")
  private String target = "";

  @Option(
      names = "--confirm",
      paramLabel = "DB",
      description =
          "With --to-backup, and with --restore in place of --as: the database's name, to say that"
              + " it is to be replaced.")
  private String confirm = "";

  @Option(
      names = "--namespace",
      paramLabel = "N",
      description =
          "With --rollback, --repair, --baseline and --adopt: the namespace, where there are"
              + " several.")
  private String namespace = "";

  /** An option that would be ignored may have been meant. */
  void check(CommandSpec command, String mode) {
    List<String> planned = List.of("APPLY", "REPAIR", ROLLBACK);
    List<String> versioned = List.of("BASELINE", ROLLBACK, "ADOPT");
    goesWith(command, mode, planned, planDigest != null, "--plan-digest");
    goesWith(command, mode, HISTORY, dryRun, "--dry-run");
    goesWith(command, mode, versioned, version != null, "--to-version");
    goesWith(command, mode, List.of(ROLLBACK), !toBackup.isEmpty(), "--to-backup");
    goesWith(command, mode, List.of("REHEARSE", RESTORE), !backup.isEmpty(), "--backup");
    goesWith(command, mode, List.of(RESTORE), !target.isEmpty(), "--as");
    goesWith(command, mode, List.of(ROLLBACK, RESTORE), !confirm.isEmpty(), "--confirm");
    goesWith(command, mode, HISTORY, !namespace.isEmpty(), "--namespace");
    if (mode.equals(ROLLBACK)) {
      checkRollback(command);
    }
    if (mode.equals(RESTORE) && target.isEmpty() == confirm.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "--restore needs --as with the name of a new database, or --confirm with the name of the"
              + " database that is to be replaced.");
    }
  }

  private void checkRollback(CommandSpec command) {
    if (!toBackup.isEmpty() && version != null) {
      throw new ParameterException(
          command.commandLine(), "--to-version and --to-backup are two different ways back.");
    }
    if (toBackup.isEmpty() && !confirm.isEmpty()) {
      throw new ParameterException(command.commandLine(), "--confirm goes with --to-backup.");
    }
    if (!toBackup.isEmpty() && confirm.isEmpty() && !dryRun) {
      throw new ParameterException(
          command.commandLine(),
          "This replaces the database. If it is meant, add --confirm and the database's name.");
    }
  }

  private static void goesWith(
      CommandSpec command, String mode, List<String> modes, boolean given, String option) {
    if (given && !modes.contains(mode)) {
      String others =
          modes.stream()
              .map(each -> "--" + each.toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
      throw new ParameterException(command.commandLine(), option + " goes with " + others + ".");
    }
  }

  void fill(MigrateRequested.Builder body) {
    body.setPlanDigest(planDigest)
        .setDryRun(dryRun)
        .setVersion(version)
        .setBackupId(toBackup.isEmpty() ? backup : toBackup)
        .setTargetName(target)
        .setConfirm(confirm)
        .setNamespace(namespace);
  }
}
