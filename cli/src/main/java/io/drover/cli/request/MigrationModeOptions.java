package io.drover.cli.request;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is to be done with the migrations: one of these. */
final class MigrationModeOptions {
  @Option(names = "--status", required = true, description = "Reads what is applied and pending.")
  private boolean status;

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

  @Option(names = "--apply", required = true, description = "Applies what is pending.")
  private boolean apply;

  @Option(
      names = "--rollback",
      required = true,
      description =
          "Undoes what is above --to-version, or the newest version, by undo scripts; or goes"
              + " back to a backup (--to-backup).")
  private boolean rollback;

  @Option(
      names = "--repair",
      required = true,
      description =
          "Sets the history right, all of it at once: failed rows go, edited scripts count as they"
              + " are now, lost ones as deleted. With --dry-run it says which.")
  private boolean repair;

  @Option(
      names = "--baseline",
      required = true,
      description = "Marks everything up to --to-version, or all, as applied without running it.")
  private boolean baseline;

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

  /** Name of the mode in the contract. */
  String name() {
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("STATUS", status);
    given.put("PLAN", plan);
    given.put("REHEARSE", rehearse);
    given.put("APPLY", apply);
    given.put("ROLLBACK", rollback);
    given.put("REPAIR", repair);
    given.put("BASELINE", baseline);
    given.put("ADOPT", adopt);
    given.put("RESTORE", restore);
    return given.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("STATUS");
  }
}
