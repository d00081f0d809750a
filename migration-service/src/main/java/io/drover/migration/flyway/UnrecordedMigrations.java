package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryTable;
import io.drover.migration.flyway.Baselining.Baseline;
import io.drover.migration.source.MigrationSource;
import io.drover.schemas.FailureCode;
import io.drover.schemas.HistoryChange;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

/**
 * One namespace of a database that was made without a history of migrations, through the
 * connections of one attempt. Not thread-safe.
 */
public final class UnrecordedMigrations {
  private static final int MOST_CHANGES = 500;

  private final Attempt<?> attempt;
  private final MigrationSource source;
  private final MigrationNamespace settings;
  private final FlywaySetup setup;
  private final FlywayErrors errors;

  private UnrecordedMigrations(Attempt<?> attempt, MigrationSource source) {
    this.attempt = attempt;
    this.source = source;
    this.settings = source.namespace();
    this.setup = new FlywaySetup(attempt, source, null);
    this.errors = new FlywayErrors(attempt, source, setup.table());
  }

  /** Those of the attempt's target. */
  public static UnrecordedMigrations of(Attempt<?> attempt, MigrationSource source) {
    return new UnrecordedMigrations(attempt, source);
  }

  /**
   * The version at which this operation has begun the history, in whichever attempt.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: there is a history by someone else
   */
  public Optional<String> begunAt() throws OperationFailure, InterruptedException {
    List<MigrationInfo> recorded =
        Arrays.stream(infos()).filter(each -> each.getInstalledRank() != null).toList();
    if (recorded.size() == 1
        && recorded.getFirst().getType().isBaseline()
        && setup.mark().made(recorded.getFirst().getInstalledBy())) {
      return Optional.of(recorded.getFirst().getVersion().getVersion());
    }
    if (!recorded.isEmpty()) {
      String database = attempt.target().entry().name();
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The database " + database + " has a history of migrations, so it is not adopted.",
          "./drover migrate " + database + " --status");
    }
    return Optional.empty();
  }

  /**
   * The version that the history begins at.
   *
   * @param wanted a script must have it; null for the newest script's
   * @throws OperationFailure {@code INVALID_REQUEST}: there is no such script
   */
  public String version(@Nullable String wanted) throws OperationFailure, InterruptedException {
    List<MigrationVersion> versions =
        Arrays.stream(infos()).map(MigrationInfo::getVersion).filter(Objects::nonNull).toList();
    String database = attempt.target().entry().name();
    try {
      return versions.stream()
          .filter(
              each -> wanted == null || each.compareTo(MigrationVersion.fromVersion(wanted)) == 0)
          .max(MigrationVersion::compareTo)
          .map(MigrationVersion::getVersion)
          .orElseThrow(() -> missing(wanted, database));
    } catch (FlywayException e) {
      throw missing(wanted, database).causedBy(e);
    }
  }

  private static OperationFailure missing(@Nullable String wanted, String database) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "The database "
            + database
            + (wanted == null
                ? " has no script with a version."
                : " has no script of version " + wanted + "."),
        "./drover migrate " + database + " --status");
  }

  /** The scripts that a history from this version on takes for applied, at most 500 of them. */
  public List<HistoryChange> changes(String version) throws OperationFailure, InterruptedException {
    MigrationVersion from = MigrationVersion.fromVersion(version);
    return Arrays.stream(infos())
        .filter(each -> !each.getType().isSynthetic())
        .filter(each -> each.getVersion() != null && each.getVersion().compareTo(from) <= 0)
        .limit(MOST_CHANGES)
        .map(
            each ->
                HistoryChange.newBuilder()
                    .setNamespace(settings.name())
                    .setVersion(each.getVersion().getVersion())
                    .setScript(each.getScript())
                    .setChange("baselined")
                    .setDetail("counts as applied and is not run")
                    .build())
        .toList();
  }

  /** Begins the history: everything up to the version counts as applied. */
  public void begin(String version) throws OperationFailure, InterruptedException {
    Baselining.of(attempt, source).make(new Baseline(version, false, List.of()));
  }

  /** The history and what stands beside it, quoted and with their schema. */
  public List<String> tables() throws OperationFailure {
    try (Connection connection = attempt.connect()) {
      HistoryTable table = setup.table().qualified(connection);
      return List.of(table.history(), table.steps());
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }

  private MigrationInfo[] infos() throws OperationFailure, InterruptedException {
    try {
      return setup.forReading().info().all();
    } catch (FlywayException e) {
      throw errors.of(e);
    }
  }
}
