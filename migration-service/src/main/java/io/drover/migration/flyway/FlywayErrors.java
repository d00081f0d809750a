package io.drover.migration.flyway;

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

  FlywayErrors(Attempt<?> attempt, MigrationSource source) {
    this.attempt = attempt;
    this.source = source;
  }

  /**
   * The failure that an exception stands for.
   *
   * @throws InterruptedException the attempt has ended, which is why Flyway failed
   */
  OperationFailure of(FlywayException error) throws InterruptedException {
    Optional<OperationFailure> own = CarriedException.failureIn(error);
    attempt.reached("flyway-failed");
    if (own.isPresent()) {
      return own.get();
    }
    return source.placeholders().mask().apply(explain(error));
  }

  private OperationFailure explain(FlywayException error) {
    Optional<SQLException> sql = sqlIn(error);
    if (sql.isPresent() && connectionLost(sql.get())) {
      return attempt.explain(sql.get());
    }
    if (error instanceof FlywayMigrateException failed) {
      return ScriptFailure.of(failed, sql, source.namespace());
    }
    return sql.map(
            cause -> CallbackFailure.in(error, cause).orElseGet(() -> attempt.explain(cause)))
        .orElseGet(() -> other(error));
  }

  private OperationFailure other(FlywayException error) {
    String message = oneLine(error.getMessage());
    for (Path folder : source.unpacked()) {
      message = message.replace(folder + "/", "");
    }
    return error.getErrorCode() == CoreErrorCode.DUPLICATE_VERSIONED_MIGRATION
            || error.getErrorCode() == CoreErrorCode.DUPLICATE_REPEATABLE_MIGRATION
        ? OperationFailure.of(
            FailureCode.INVALID_REQUEST, message, "Give one of the files another version or name.")
        : OperationFailure.of(
                FailureCode.MIGRATION_FAILED,
                "Flyway could not go on: " + message,
                "Correct what the message names and request the migration again.")
            .causedBy(error);
  }

  /** The connection or the server went away: the script is not to blame. */
  private static boolean connectionLost(SQLException error) {
    String state = error.getSQLState() == null ? "" : error.getSQLState();
    return state.startsWith("08") || state.startsWith("57P");
  }

  private static Optional<SQLException> sqlIn(Throwable thrown) {
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
