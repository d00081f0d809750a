package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryState;
import io.drover.migration.execution.ScriptRunner;
import io.drover.migration.execution.StatementWatch;
import io.drover.migration.execution.UnfinishedScripts;
import io.drover.migration.source.MigrationSource;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of one namespace of a database, through Flyway and the connections of one attempt.
 * Not thread-safe.
 *
 * <p>Every method throws {@link InterruptedException} when the attempt must end, also where Flyway
 * itself only saw a closed connection.
 */
final class FlywayMigrations {
  private final Attempt<?> attempt;
  private final MigrationNamespace settings;
  private final FlywaySetup setup;
  private final FlywayErrors errors;
  private @Nullable Reading last;
  private boolean afterMigrateRan;

  private FlywayMigrations(Attempt<?> attempt, MigrationSource source, @Nullable String upTo) {
    this.attempt = attempt;
    this.settings = source.namespace();
    this.setup = new FlywaySetup(attempt, source, upTo);
    this.errors = new FlywayErrors(attempt, source, setup.table());
  }

  /** The migrations of the attempt's target in one namespace. */
  static FlywayMigrations of(Attempt<?> attempt, MigrationSource source) {
    return new FlywayMigrations(attempt, source, null);
  }

  /** The same without the scripts of higher versions; null for all. */
  static FlywayMigrations upTo(
      Attempt<?> attempt, MigrationSource source, @Nullable String version) {
    return new FlywayMigrations(attempt, source, version);
  }

  /** Name of the namespace. */
  String name() {
    return settings.name();
  }

  /**
   * Reads what is applied and what is pending; changes nothing in the database. While the history
   * is as it was at the last look, the answer is the same: the files are those of the first look.
   */
  MigrationStatus status() throws OperationFailure, InterruptedException {
    HistoryState history = history();
    Reading known = last;
    if (known != null && history.exists() && history.equals(known.history())) {
      return known.status();
    }
    try {
      Reading read = Reading.of(setup, history, afterMigrateRan);
      last = read;
      return read.status();
    } catch (FlywayException e) {
      throw errors.of(e);
    }
  }

  /**
   * Refuses what {@link #apply} would stumble over: failed scripts that cannot go on, edited ones,
   * a filled database without history and without a baseline version.
   */
  void requireApplicable(MigrationStatus status) throws OperationFailure, InterruptedException {
    if (!status.history() && !status.empty() && settings.baselineVersion() == null) {
      String database = attempt.target().entry().name();
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The database " + database + " is not empty and has no history of migrations.",
          "Set policy.migrations.baseline-version of "
              + database
              + " in databases.yml to the version that its schema is at, or to 0 if none of the"
              + " scripts has been applied to it.");
    }
    if (status.obstacle() != null) {
      throw status.obstacle();
    }
    if (!status.lost().isEmpty()) {
      throw Findings.lost(status.lost().getFirst());
    }
    Reading known = last;
    if (known != null && known.status().equals(status) && known.isPlain()) {
      return;
    }
    try {
      ValidateResult result = setup.forReading().validateWithResult();
      List<ValidateOutput> findings =
          Findings.without(result.invalidMigrations, status.resumable());
      if (!findings.isEmpty()) {
        throw Findings.failure(findings, attempt.target().entry().name());
      }
    } catch (FlywayException e) {
      throw errors.of(e);
    }
  }

  /**
   * What {@link #apply} runs, and on what it builds, as {@link #status} has found it last; changes
   * nothing.
   */
  RunContent content() throws OperationFailure, InterruptedException {
    try {
      if (last == null) {
        status();
      }
      return Objects.requireNonNull(last).content(setup, settings);
    } catch (FlywayException e) {
      throw errors.of(e);
    }
  }

  /** Makes the history of schemas that are empty as yet. */
  void begin(MigrationStatus status) throws OperationFailure, InterruptedException {
    if (!status.history() && status.empty()) {
      try {
        Histories.create(setup.forReading().getConfiguration());
      } catch (FlywayException e) {
        throw errors.of(e);
      }
    }
  }

  /**
   * Applies what is pending, each script in a transaction of its own where PostgreSQL allows it. A
   * script outside a transaction that an earlier run left in the middle goes on from there.
   *
   * @param statements sees each statement of the scripts
   * @throws OperationFailure a script failed; those before it stay applied
   */
  void apply(MigrationStatus status, StatementWatch statements)
      throws OperationFailure, InterruptedException {
    last = null;
    UnfinishedScripts unfinished = status.unfinished();
    if (!unfinished.isSettled()) {
      change(unfinished::resume);
    }
    AfterMigrateMark afterMigrate = new AfterMigrateMark(attempt, settings);
    MigrationSteps steps =
        new MigrationSteps(attempt, setup.limits(), status.pendingCount(), statements::ended);
    ScriptRunner runner =
        new ScriptRunner(attempt, setup.limits(), setup.mark().operation(), unfinished, statements);
    Stepping scripts = new Stepping(runner);
    try {
      Flyway flyway =
          status.afterMigrate().isEmpty()
              ? setup.forApplying(scripts, steps)
              : setup.forApplying(scripts, steps, afterMigrate);
      flyway.migrate();
    } catch (FlywayException | CarriedException e) {
      throw errors.of(e);
    }
    steps.settle();
    if (runner.stepped()) {
      change(connection -> UnfinishedScripts.settle(connection, unfinished.table()));
    }
    if (!status.afterMigrate().isEmpty()) {
      afterMigrate.clear();
      afterMigrateRan = true;
    }
  }

  private HistoryState history() throws OperationFailure {
    try (Connection connection = attempt.connect()) {
      return HistoryState.read(connection, setup.table());
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
