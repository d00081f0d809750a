package io.drover.migration.fleet;

import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Migrations that succeed at once, but for those of databases that a test names. */
final class ScriptedMigrations implements OperationHandler<MigrateRequested> {
  private final Set<String> failing = new HashSet<>();
  private final List<String> run = new ArrayList<>();

  ScriptedMigrations failing(String... databases) {
    failing.addAll(List.of(databases));
    return this;
  }

  /** Databases in the order in which they were worked on. */
  synchronized List<String> run() {
    return List.copyOf(run);
  }

  @Override
  public String kind() {
    return Kinds.MIGRATE;
  }

  @Override
  public Topic requests() {
    return Topics.MIGRATE_REQUESTED;
  }

  @Override
  public Class<MigrateRequested> commandType() {
    return MigrateRequested.class;
  }

  @Override
  public synchronized Outcome handle(Attempt<MigrateRequested> attempt) throws OperationFailure {
    String database = attempt.command().getDatabase();
    run.add(database);
    if (failing.contains(database)) {
      throw OperationFailure.of(
          FailureCode.MIGRATION_FAILED,
          "V7__broken.sql of " + database + " failed.",
          "./drover migrate " + database + " --status");
    }
    return new Outcome.Done(
        header ->
            MigrationSucceeded.newBuilder()
                .setHeader(header)
                .setMode(attempt.command().getMode())
                .setMigrations(List.of())
                .setAppliedCount(2)
                .setPendingCount(1)
                .setDurationMillis(1)
                .build());
  }
}
