package io.drover.migration.flyway;

import io.drover.migration.execution.ScriptFailure;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;

/** A script that runs at an event, such as {@code afterMigrate.sql}, and failed. */
final class CallbackFailure {
  private CallbackFailure() {}

  /** The failure of such a script, if there is one among the causes. */
  static Optional<OperationFailure> in(Throwable thrown, SQLException sql) {
    for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof FlywaySqlScriptException failed && failed.getResource() != null) {
        return Optional.of(failure(failed, sql));
      }
    }
    return Optional.empty();
  }

  private static OperationFailure failure(FlywaySqlScriptException failed, SQLException sql) {
    String script = failed.getResource().getFilename();
    return OperationFailure.of(
            FailureCode.MIGRATION_FAILED,
            "The script "
                + script
                + " failed at line "
                + failed.getLineNumber()
                + " (SQL state "
                + sql.getSQLState()
                + "): "
                + ScriptFailure.reason(sql),
            "Correct "
                + script
                + ", or what it needs in the database, and request the migration again; the"
                + " migrations that were applied stay so, and it runs though none is pending.")
        .withDetail(ScriptFailure.detail(sql));
  }
}
