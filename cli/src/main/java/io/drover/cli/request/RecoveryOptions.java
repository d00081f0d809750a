package io.drover.cli.request;

import io.drover.schemas.MigrateRequested;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a migration goes back to, and what of the history is meant. */
final class RecoveryOptions {
  private static final String ROLLBACK = "ROLLBACK";

  @Option(
      names = "--to-version",
      paramLabel = "V",
      description =
          "With --baseline: up to this version; default: the newest. With --rollback: what is above"
              + " it is undone; 0 for all; default: the newest version alone.")
  private @Nullable String version;

  @Option(
      names = "--to-backup",
      paramLabel = "ID|before",
      description =
          "With --rollback: this backup takes the place of the database; before is the one that the"
              + " newest --apply took first.")
  private String backup = "";

  @Option(
      names = "--confirm",
      paramLabel = "DB",
      description = "With --to-backup: the database's name, to say that it is meant.")
  private String confirm = "";

  @Option(
      names = "--dry-run",
      description =
          "With --baseline, --repair and --rollback: says what would be changed, changes nothing.")
  private boolean dryRun;

  @Option(
      names = "--namespace",
      paramLabel = "N",
      description =
          "With --baseline, --repair and --rollback: the namespace, where there are several.")
  private String namespace = "";

  /** An option that would be ignored may have been meant. */
  void check(CommandSpec command, String mode) {
    boolean back = List.of("BASELINE", "REPAIR", ROLLBACK).contains(mode);
    goesWith(command, back, dryRun, "--dry-run", "--baseline, --repair and --rollback");
    goesWith(
        command, back, !namespace.isEmpty(), "--namespace", "--baseline, --repair and --rollback");
    goesWith(
        command,
        back && !mode.equals("REPAIR"),
        version != null,
        "--to-version",
        "--baseline and --rollback");
    goesWith(command, mode.equals(ROLLBACK), !backup.isEmpty(), "--to-backup", "--rollback");
    goesWith(command, !backup.isEmpty(), !confirm.isEmpty(), "--confirm", "--to-backup");
    if (!backup.isEmpty() && version != null) {
      throw new ParameterException(
          command.commandLine(), "--to-version and --to-backup are two different ways back.");
    }
    if (!backup.isEmpty() && confirm.isEmpty() && !dryRun) {
      throw new ParameterException(
          command.commandLine(),
          "This replaces the database. If it is meant, add --confirm and the database's name.");
    }
  }

  private static void goesWith(
      CommandSpec command, boolean chosen, boolean given, String option, String others) {
    if (given && !chosen) {
      throw new ParameterException(command.commandLine(), option + " goes with " + others + ".");
    }
  }

  void fill(MigrateRequested.Builder body) {
    body.setVersion(version)
        .setBackupId(backup)
        .setConfirm(confirm)
        .setDryRun(dryRun)
        .setNamespace(namespace);
  }
}
