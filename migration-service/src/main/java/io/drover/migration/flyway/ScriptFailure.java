package io.drover.migration.flyway;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A script that failed, as a failure that names script, line, SQL state and reason. */
final class ScriptFailure {
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String QUERY_CANCELED = "57014";

  private ScriptFailure() {}

  /** Flyway's own message is left out: it quotes the statement, which may hold a secret. */
  static OperationFailure of(
      FlywayMigrateException error, Optional<SQLException> sql, MigrationNamespace settings) {
    String script = error.getMigration().getScript();
    String state = sql.map(SQLException::getSQLState).orElse("");
    String place = error.getLineNumber() > 0 ? " at line " + error.getLineNumber() : "";
    String where = "The migration " + script + " failed" + place;
    String reason =
        sql.map(ScriptFailure::reason).orElseGet(() -> FlywayErrors.oneLine(error.getMessage()));
    OperationFailure failure =
        switch (state) {
          case LOCK_NOT_AVAILABLE ->
              failure(
                  FailureCode.LOCK_TIMEOUT,
                  where + ", as it waited too long for a lock that another session holds.");
          case QUERY_CANCELED ->
              failure(
                  FailureCode.STATEMENT_TIMEOUT,
                  where + ", as a statement ran longer than its limit.");
          case "" -> failure(FailureCode.MIGRATION_FAILED, where + ": " + reason);
          default ->
              failure(
                  FailureCode.MIGRATION_FAILED, where + " (SQL state " + state + "): " + reason);
        };
    return mended(failure, error, script, settings)
        .withDetail(sql.map(ScriptFailure::detail).orElse(""));
  }

  private static OperationFailure failure(String code, String message) {
    return OperationFailure.of(code, message, "");
  }

  /** A script outside a transaction leaves a failed row, which stops every further run. */
  private static OperationFailure mended(
      OperationFailure failure,
      FlywayMigrateException error,
      String script,
      MigrationNamespace settings) {
    if (!error.isExecutableInTransaction()) {
      return OperationFailure.of(
          failure.code(), failure.message(), Remedies.repair(script, settings));
    }
    return switch (failure.code()) {
      case FailureCode.LOCK_TIMEOUT ->
          OperationFailure.of(
                  failure.code(),
                  failure.message(),
                  "Request the migration again when the database is quieter, or raise"
                      + " policy.lock-timeout.")
              .asRetryable();
      case FailureCode.STATEMENT_TIMEOUT ->
          OperationFailure.of(
              failure.code(),
              failure.message(),
              "Raise policy.statement-timeout, or split " + script + ".");
      default ->
          OperationFailure.of(
              failure.code(),
              failure.message(),
              "Correct "
                  + script
                  + ", or what it needs in the database, and request the migration again; it was"
                  + " rolled back, those before it stay applied.");
    };
  }

  static String reason(SQLException error) {
    String message = server(error).map(ServerErrorMessage::getMessage).orElseGet(error::getMessage);
    return FlywayErrors.oneLine(message);
  }

  static String detail(SQLException error) {
    return server(error).stream()
        .flatMap(m -> Stream.of(m.getMessage(), m.getDetail(), m.getHint()))
        .filter(line -> line != null && !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static Optional<ServerErrorMessage> server(SQLException error) {
    return error instanceof PSQLException postgres
        ? Optional.ofNullable(postgres.getServerErrorMessage())
        : Optional.empty();
  }
}
