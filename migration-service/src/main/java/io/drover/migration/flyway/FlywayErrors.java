package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryTable;
import io.drover.migration.execution.Place;
import io.drover.migration.execution.ScriptFailure;
import io.drover.migration.source.MigrationSource;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.jspecify.annotations.Nullable;

/** Flyway's exceptions in the words of the contract. */
final class FlywayErrors {
  private final Attempt<?> attempt;
  private final MigrationSource source;
  private final HistoryTable table;

  FlywayErrors(Attempt<?> attempt, MigrationSource source, HistoryTable table) {
    this.attempt = attempt;
    this.source = source;
    this.table = table;
  }

  /**
   * The failure that an exception stands for.
   *
   * @throws InterruptedException the attempt has ended, which is why Flyway failed
   */
  OperationFailure of(RuntimeException error) throws InterruptedException {
    Optional<OperationFailure> own = CarriedException.failureIn(error);
    attempt.reached("flyway-failed");
    return source.placeholders().mask().apply(own.orElseGet(() -> explain(error)));
  }

  private OperationFailure explain(RuntimeException error) {
    Optional<SQLException> sql = sqlIn(error);
    if (sql.isPresent() && ScriptFailure.connectionLost(sql.get())) {
      return attempt.explain(sql.get());
    }
    if (error instanceof FlywayMigrateException failed) {
      return script(failed, sql);
    }
    return sql.map(
            cause -> CallbackFailure.in(error, cause).orElseGet(() -> attempt.explain(cause)))
        .orElseGet(() -> other(error));
  }

  /** Flyway's own message is left out where it can be: it quotes the statement. */
  private OperationFailure script(FlywayMigrateException error, Optional<SQLException> sql) {
    Place place =
        new Place(
            error.getMigration().getScript(),
            Math.max(0, error.getLineNumber()),
            error.isExecutableInTransaction(),
            false);
    ScriptFailure failures = new ScriptFailure(attempt, table);
    return sql.map(e -> failures.of(place, e))
        .orElseGet(() -> failures.of(place, oneLine(error.getMessage())));
  }

  private OperationFailure other(RuntimeException error) {
    String message = oneLine(error.getMessage());
    for (Path folder : source.unpacked()) {
      message = message.replace(folder + "/", "");
    }
    return error instanceof FlywayException known
            && (known.getErrorCode() == CoreErrorCode.DUPLICATE_VERSIONED_MIGRATION
                || known.getErrorCode() == CoreErrorCode.DUPLICATE_REPEATABLE_MIGRATION)
        ? OperationFailure.of(
            FailureCode.INVALID_REQUEST, message, "Give one of the files another version or name.")
        : OperationFailure.of(
                FailureCode.MIGRATION_FAILED,
                "Flyway could not go on: " + message,
                "Correct what the message names and request the migration again.")
            .causedBy(error);
  }

  static Optional<SQLException> sqlIn(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }

  static String oneLine(@Nullable String text) {
    return text == null ? "no reason given" : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
