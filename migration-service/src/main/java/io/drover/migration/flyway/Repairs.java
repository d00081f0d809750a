package io.drover.migration.flyway;

import io.drover.migration.execution.UnfinishedScripts;
import io.drover.schemas.HistoryChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.extensibility.AppliedMigration;
import org.flywaydb.core.internal.info.MigrationInfoImpl;
import org.jspecify.annotations.Nullable;

/** What Flyway's repair does to each row of a history. */
record Repairs(String namespace, UnfinishedScripts unfinished) {
  static final String MARK_REMOVED = "mark-removed";

  Optional<HistoryChange> of(MigrationInfo info) {
    if (info.getInstalledRank() == null || info.getType().isSynthetic()) {
      return Optional.empty();
    }
    if (info.getState().isFailed()) {
      return Optional.of(change(info, "failure-removed", failure(info.getScript())));
    }
    if (info.getState() == MigrationState.MISSING_SUCCESS) {
      return Optional.of(
          change(
              info,
              "marked-deleted",
              "its script is gone: its row stays and counts as deleted; what it did stays too"));
    }
    List<String> differences = differences(info);
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(change(info, "checksum-aligned", String.join(", ", differences)));
  }

  /** A script whose notes of what was done are thrown away. */
  HistoryChange forgotten(String script) {
    return change(
        null,
        script,
        MARK_REMOVED,
        "stands in the middle: how far it was is forgotten, what it did stays, and if it is run"
            + " again it begins at its first statement");
  }

  private String failure(String script) {
    return unfinished.begun().contains(script)
        ? "its failed row goes; its statements that were run stay done, and the next APPLY begins"
            + " at its first one: undo them before"
        : "its failed row goes; the next APPLY runs it from its beginning";
  }

  /** As Flyway compares them: of repeatable scripts only a checksum of an older form counts. */
  private static List<String> differences(MigrationInfo info) {
    List<String> differences = new ArrayList<>();
    if (!(info instanceof MigrationInfoImpl both)) {
      return differences;
    }
    @Nullable ResolvedMigration script = both.getResolvedMigration();
    @Nullable AppliedMigration row = both.getAppliedMigration();
    if (script == null || row == null || info.getState() == MigrationState.IGNORED) {
      return differences;
    }
    boolean checksum =
        script.getVersion() == null
            ? script.checksumMatchesWithoutBeingIdentical(row.getChecksum())
            : !script.checksumMatches(row.getChecksum());
    if (checksum) {
      differences.add("checksum " + row.getChecksum() + " → " + script.getChecksum());
    }
    if (script.getVersion() != null) {
      if (!Objects.equals(script.getDescription(), row.getDescription())) {
        differences.add("description " + row.getDescription() + " → " + script.getDescription());
      }
      if (!Objects.equals(script.getType(), row.getType())) {
        differences.add("type " + row.getType() + " → " + script.getType());
      }
    }
    return differences;
  }

  private HistoryChange change(MigrationInfo info, String change, String detail) {
    return change(
        info.getVersion() == null ? null : info.getVersion().getVersion(),
        info.getScript(),
        change,
        detail);
  }

  private HistoryChange change(
      @Nullable String version, String script, String change, String detail) {
    return HistoryChange.newBuilder()
        .setNamespace(namespace)
        .setVersion(version)
        .setScript(script)
        .setChange(change)
        .setDetail(detail)
        .build();
  }
}
