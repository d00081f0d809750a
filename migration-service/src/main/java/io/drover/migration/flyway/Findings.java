package io.drover.migration.flyway;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrationEntry;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.output.ValidateOutput;

/** Why the history and the folders of a database do not fit together. */
final class Findings {
  /** What Flyway's own command line would do about it. */
  private static final Pattern FLYWAYS_ADVICE =
      Pattern.compile("(?m)^(Either revert|Please remove any half|If you removed).*(\\R|$)");

  private enum Kind {
    FAILED,
    EDITED,
    SKIPPED,
    OTHER
  }

  private Findings() {}

  /** The findings but that these migrations failed. */
  static List<ValidateOutput> without(
      List<ValidateOutput> findings, List<MigrationEntry> resumable) {
    return findings.stream()
        .filter(
            finding ->
                kind(finding) != Kind.FAILED
                    || resumable.stream().noneMatch(entry -> isOf(finding, entry)))
        .toList();
  }

  private static boolean isOf(ValidateOutput finding, MigrationEntry entry) {
    String version = finding.version == null ? "" : finding.version;
    String entryVersion = entry.getVersion() == null ? "" : entry.getVersion();
    return version.equals(entryVersion) && entry.getDescription().equals(finding.description);
  }

  /** The script, a part of which has been run, is not there any more under its name. */
  static OperationFailure lost(String script) {
    return OperationFailure.of(
        FailureCode.MIGRATION_FAILED,
        "The migration "
            + script
            + " stands in the middle, and its file is gone or has another name.",
        "Put " + script + " back into its folder under this name and request the migration again.");
  }

  /**
   * The worst of the findings as the failure, what stands in the history and what in the folder of
   * all of them in its detail.
   */
  static OperationFailure failure(List<ValidateOutput> findings, String database) {
    ValidateOutput worst =
        findings.stream().min(Comparator.comparing(Findings::kind)).orElseThrow();
    String all =
        findings.stream()
            .map(
                finding -> FLYWAYS_ADVICE.matcher(finding.errorDetails.errorMessage).replaceAll(""))
            .collect(Collectors.joining("\n"));
    return failure(worst, database).withDetail(all);
  }

  private static OperationFailure failure(ValidateOutput finding, String database) {
    String name = name(finding);
    return switch (kind(finding)) {
      case FAILED ->
          OperationFailure.of(
              FailureCode.MIGRATION_FAILED,
              "An earlier run of the migration "
                  + name
                  + " failed outside a transaction and stands so in the history.",
              Remedies.repair(name, database));
      case EDITED ->
          OperationFailure.of(
              FailureCode.MIGRATION_CHECKSUM_MISMATCH,
              "The migration " + name + " was changed after it had been applied.",
              "Put "
                  + name
                  + " back as it was and write the change as a new migration; or, if the change"
                  + " makes no difference and shall stay, take it over: ./drover migrate "
                  + database
                  + " --repair --dry-run");
      case SKIPPED ->
          OperationFailure.of(
              FailureCode.MIGRATION_FAILED,
              "The migration " + name + " was not applied before later versions were.",
              "Give " + name + " a version above the newest applied one.");
      case OTHER ->
          OperationFailure.of(
              FailureCode.MIGRATION_FAILED,
              "The migration " + name + " does not fit the history of the database.",
              "Put back the scripts that were applied; the detail names them.");
    };
  }

  private static Kind kind(ValidateOutput finding) {
    if (!(finding.errorDetails.errorCode instanceof CoreErrorCode code)) {
      return Kind.OTHER;
    }
    return switch (code) {
      case FAILED_VERSIONED_MIGRATION, FAILED_REPEATABLE_MIGRATION, FAILED_BASELINE_MIGRATION ->
          Kind.FAILED;
      case CHECKSUM_MISMATCH, TYPE_MISMATCH, DESCRIPTION_MISMATCH -> Kind.EDITED;
      case RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED, RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED ->
          Kind.SKIPPED;
      default -> Kind.OTHER;
    };
  }

  private static String name(ValidateOutput finding) {
    if (finding.filepath != null && !finding.filepath.isEmpty()) {
      return String.valueOf(Path.of(finding.filepath).getFileName());
    }
    boolean versioned = finding.version != null && !finding.version.isEmpty();
    return versioned ? finding.version + " " + finding.description : finding.description;
  }
}
