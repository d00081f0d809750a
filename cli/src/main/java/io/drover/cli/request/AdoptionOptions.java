package io.drover.cli.request;

import io.drover.schemas.MigrateRequested;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is adopted, and what is restored before it is migrated. */
final class AdoptionOptions {
  @Option(
      names = "--to-version",
      paramLabel = "V",
      description = "With --adopt: scripts above this version stay pending; default: the newest.")
  private @Nullable String version;

  @Option(
      names = "--dry-run",
      description = "With --adopt: says in what the two differ and changes nothing; exit 1 if so.")
  private boolean dryRun;

  @Option(
      names = "--namespace",
      paramLabel = "N",
      description = "With --adopt: the namespace, where the policy has several.")
  private String namespace = "";

  @Option(
      names = "--backup",
      paramLabel = "ID",
      description = "With --restore: the backup; default: the latest.")
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
          "With --restore, in place of --as: the database's name, to say that it is to be"
              + " replaced.")
  private String confirm = "";

  /** An option that would be ignored may have been meant. */
  void check(CommandSpec command, String mode) {
    boolean adopts = mode.equals("ADOPT");
    boolean restores = mode.equals("RESTORE");
    if (!adopts && (version != null || dryRun || !namespace.isEmpty())) {
      throw new ParameterException(
          command.commandLine(), "--to-version, --dry-run and --namespace go with --adopt.");
    }
    if (!restores && !(backup + target + confirm).isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "--backup, --as and --confirm go with --restore.");
    }
    if (restores && target.isEmpty() == confirm.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "--restore needs --as with the name of a new database, or --confirm with the name of the"
              + " database that is to be replaced.");
    }
  }

  void fill(MigrateRequested.Builder body) {
    body.setVersion(version)
        .setDryRun(dryRun)
        .setNamespace(namespace)
        .setBackupId(backup)
        .setTargetName(target)
        .setConfirm(confirm);
  }
}
