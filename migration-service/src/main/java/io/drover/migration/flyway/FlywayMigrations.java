package io.drover.migration.flyway;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Policy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.output.ValidateResult;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of one database, through Flyway and the connections of one attempt. Not
 * thread-safe.
 *
 * <p>Every method throws {@link InterruptedException} when the attempt must end, also where Flyway
 * itself only saw a closed connection.
 */
public final class FlywayMigrations {
  private static final String HISTORY_EXISTS =
      "SELECT to_regclass(format('%I.%I', coalesce(?, current_schema()), ?)) IS NOT NULL";

  private final Attempt<?> attempt;
  private final Policy.Migrations settings;
  private final FlywaySetup setup;
  private final FlywayErrors errors;

  private FlywayMigrations(Attempt<?> attempt) {
    this.attempt = attempt;
    this.settings = attempt.target().entry().policy().migrations();
    this.setup = new FlywaySetup(attempt);
    this.errors = new FlywayErrors(attempt);
  }

  /**
   * The migrations of the attempt's target, from the folders of its policy.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: a folder is missing
   */
  public static FlywayMigrations of(Attempt<?> attempt) throws OperationFailure {
    SqlFolders.requireReadable(attempt.target().entry().policy().migrations().locations());
    return new FlywayMigrations(attempt);
  }

  /** Reads what is applied and what is pending; changes nothing in the database. */
  public MigrationStatus status() throws OperationFailure, InterruptedException {
    try {
      MigrationInfoService info = setup.forReading().info();
      @Nullable MigrationInfo current = info.current();
      return new MigrationStatus(
          MigrationEntries.of(info.all(), setup.mark()),
          info.pending().length,
          current == null || current.getVersion() == null
              ? null
              : current.getVersion().getVersion(),
          hasHistory(),
          info.getInfoResult().allSchemasEmpty);
    } catch (FlywayException e) {
      throw errors.of(e);
    }
  }

  /**
   * Refuses what {@link #apply} would stumble over: failed or edited scripts, a filled database
   * without history and without a baseline version.
   */
  public void requireApplicable(MigrationStatus status)
      throws OperationFailure, InterruptedException {
    if (!status.history() && !status.empty() && settings.baselineVersion() == null) {
      String database = attempt.target().entry().name();
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The database " + database + " is not empty and has no history of migrations.",
          "Set policy.migrations.baseline-version of "
              + database
              + " in databases.yml to the version that its schema is at.");
    }
    try {
      ValidateResult result = setup.forReading().validateWithResult();
      if (!result.validationSuccessful) {
        throw Findings.failure(result.invalidMigrations, settings);
      }
    } catch (FlywayException e) {
      throw errors.of(e);
    }
  }

  /**
   * Applies what is pending, each script in a transaction of its own where PostgreSQL allows it.
   *
   * @throws OperationFailure a script failed; those before it stay applied
   */
  public void apply(MigrationStatus status) throws OperationFailure, InterruptedException {
    MigrationSteps steps = new MigrationSteps(attempt, setup.limits(), status.pendingCount());
    try {
      Flyway flyway = setup.forApplying(steps);
      flyway.migrate();
    } catch (FlywayException e) {
      throw errors.of(e);
    }
    steps.settle();
  }

  private boolean hasHistory() throws OperationFailure {
    try (Connection connection = attempt.connect();
        PreparedStatement query = connection.prepareStatement(HISTORY_EXISTS)) {
      query.setString(1, settings.schemas().isEmpty() ? null : settings.schemas().getFirst());
      query.setString(2, settings.table());
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }
}
