package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryTable;
import io.drover.migration.execution.ScriptRunner;
import io.drover.migration.execution.UnfinishedScripts;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.output.ValidateOutput;
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
  private final Attempt<?> attempt;
  private final Policy.Migrations settings;
  private final FlywaySetup setup;
  private final FlywayErrors errors;

  private FlywayMigrations(Attempt<?> attempt) {
    this.attempt = attempt;
    this.settings = attempt.target().entry().policy().migrations();
    this.setup = new FlywaySetup(attempt);
    this.errors = new FlywayErrors(attempt, setup.table());
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
      History history = history();
      @Nullable MigrationInfo current = info.current();
      return new MigrationStatus(
          MigrationEntries.of(info.all(), setup.mark()),
          info.pending().length + history.unfinished().failed().size(),
          current == null || current.getVersion() == null
              ? null
              : current.getVersion().getVersion(),
          history.exists(),
          info.getInfoResult().allSchemasEmpty,
          history.unfinished());
    } catch (FlywayException e) {
      throw errors.of(e);
    }
  }

  /**
   * Refuses what {@link #apply} would stumble over: failed scripts that cannot go on, edited ones,
   * a filled database without history and without a baseline version.
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
    if (!status.lost().isEmpty()) {
      throw Findings.lost(status.lost().getFirst());
    }
    try {
      ValidateResult result = setup.forReading().validateWithResult();
      List<ValidateOutput> findings =
          Findings.without(result.invalidMigrations, status.resumable());
      if (!findings.isEmpty()) {
        throw Findings.failure(findings, settings);
      }
    } catch (FlywayException e) {
      throw errors.of(e);
    }
  }

  /**
   * Applies what is pending, each script in a transaction of its own where PostgreSQL allows it. A
   * script outside a transaction that an earlier run left in the middle goes on from there.
   *
   * @throws OperationFailure a script failed; those before it stay applied
   */
  public void apply(MigrationStatus status) throws OperationFailure, InterruptedException {
    UnfinishedScripts unfinished = status.unfinished();
    if (!unfinished.isSettled()) {
      change(unfinished::resume);
    }
    MigrationSteps steps = new MigrationSteps(attempt, setup.limits(), status.pendingCount());
    ScriptRunner runner =
        new ScriptRunner(attempt, setup.limits(), setup.mark().operation(), unfinished);
    try {
      Flyway flyway = setup.forApplying(steps, new Stepping(runner));
      flyway.migrate();
    } catch (FlywayException | CarriedException e) {
      throw errors.of(e);
    }
    steps.settle();
    if (runner.stepped()) {
      change(connection -> UnfinishedScripts.settle(connection, unfinished.table()));
    }
  }

  /** What only PostgreSQL knows of the history and what stands beside it. */
  private record History(boolean exists, UnfinishedScripts unfinished) {}

  private History history() throws OperationFailure {
    try (Connection connection = attempt.connect()) {
      HistoryTable table = setup.table().qualified(connection);
      return new History(table.exists(connection), UnfinishedScripts.read(connection, table));
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }

  /** Something to be changed beside the scripts. */
  @FunctionalInterface
  private interface Change {
    void on(Connection connection) throws SQLException;
  }

  private void change(Change change) throws OperationFailure {
    try (Connection connection = attempt.connect()) {
      change.on(connection);
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }
}
