package io.drover.migration;

import io.drover.migration.bundle.Bundles;
import io.drover.migration.review.parser.SqlParser;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.state.StateDatabase;
import io.drover.system.twins.HandlerTwin;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/** Migrations that are broken on purpose. */
@Factory
@Requires(property = "drover.test.twin", classes = MigrateHandler.class)
final class MigrationTwins {
  /**
   * Runs the last statement of what it applies once more, and tells of rollbacks it never makes.
   */
  @Singleton
  @Requires(property = "drover.test.twin", value = "twice-and-never")
  @Replaces(bean = MigrateHandler.class, factory = MigrationFactory.class)
  OperationHandler<MigrateRequested> careless(
      MigrationFactory factory, Bundles bundles, SqlParser parser, StateDatabase state) {
    return new HandlerTwin<>(factory.migrateHandler(bundles, parser, state)) {
      @Override
      public Outcome handle(Attempt<MigrateRequested> attempt) throws Exception {
        if (attempt.command().getMode().equals(Mode.ROLLBACK.name())) {
          return new Outcome.Done(
              header ->
                  MigrationSucceeded.newBuilder()
                      .setHeader(header)
                      .setMode(Mode.ROLLBACK.name())
                      .setMigrations(List.of())
                      .setAppliedCount(0)
                      .setPendingCount(0)
                      .setDurationMillis(0)
                      .build());
        }
        Outcome outcome = super.handle(attempt);
        if (outcome instanceof Outcome.Done) {
          again(attempt);
        }
        return outcome;
      }
    };
  }

  /** Leaves the scratch database of an adoption that was cancelled. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "leaves-scratch")
  @Replaces(bean = MigrateHandler.class, factory = MigrationFactory.class)
  OperationHandler<MigrateRequested> untidy(
      MigrationFactory factory, Bundles bundles, SqlParser parser, StateDatabase state) {
    return new HandlerTwin<>(factory.migrateHandler(bundles, parser, state)) {
      @Override
      public void abandon(Attempt<MigrateRequested> attempt) {}
    };
  }

  private static void again(Attempt<MigrateRequested> attempt)
      throws SQLException, OperationFailure {
    try (var connection = attempt.connect();
        var statement = connection.createStatement()) {
      statement.execute("INSERT INTO loyalty SELECT max(id) FROM loyalty");
    }
  }
}
