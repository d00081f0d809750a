package io.drover.migration.execution;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A statement that failed, as a failure that names script, line, SQL state and reason. Statements
 * are left out, as they may hold secrets.
 */
public final class ScriptFailure {
  private static final String QUERY_CANCELED = "57014";

  private final Attempt<?> attempt;
  private final Remedy remedy;

  /** Failures of this attempt, whose migrations stand in the table. */
  public ScriptFailure(Attempt<?> attempt, HistoryTable table) {
    this.attempt = attempt;
    this.remedy = new Remedy(table, attempt.target().entry().name());
  }

  /** The connection or the server went away: the script is not to blame. */
  public static boolean connectionLost(SQLException error) {
    String state = error.getSQLState() == null ? "" : error.getSQLState();
    return state.startsWith("08") || state.startsWith("57P");
  }

  /** The failure that PostgreSQL's refusal is. */
  public OperationFailure of(Place place, SQLException error) {
    return of(place, error, Optional.empty());
  }

  OperationFailure of(Place place, SQLException error, Optional<Blocker> blocker) {
    String state = error.getSQLState() == null ? "" : error.getSQLState();
    OperationFailure failure =
        switch (state) {
          case "55P03", "40P01" -> lockTimeout(place, blocker);
          case QUERY_CANCELED -> statementTimeout(place, blocker);
          default ->
              OperationFailure.of(
                  FailureCode.MIGRATION_FAILED,
                  place.failed()
                      + (state.isEmpty() ? "" : " (SQL state " + state + ")")
                      + ": "
                      + reason(error),
                  remedy.mend(place));
        };
    return failure.withDetail(detail(error));
  }

  /** The failure of a script for a reason that PostgreSQL did not give. */
  public OperationFailure of(Place place, String reason) {
    return OperationFailure.of(
        FailureCode.MIGRATION_FAILED, place.failed() + ": " + reason, remedy.mend(place));
  }

  /** The script is not the one that was run in part. */
  OperationFailure changed(Place place, String how) {
    return OperationFailure.of(
        FailureCode.MIGRATION_CHECKSUM_MISMATCH,
        "The migration "
            + place.script()
            + " was changed after a part of it had been run: it "
            + how
            + ".",
        "Put " + place.script() + " back as it was. " + remedy.startOver());
  }

  OperationFailure ownTransaction(Place place) {
    return OperationFailure.of(
        FailureCode.MIGRATION_FAILED,
        place.failed()
            + ", before anything of it was run: a script that cannot be one transaction must not"
            + " begin or end any itself.",
        "Take BEGIN, COMMIT and their like out of "
            + place.script()
            + ", or move what belongs together into a script of its own.");
  }

  OperationFailure unknown(Place place, ScriptStatement statement, String why) {
    return OperationFailure.of(
        FailureCode.MIGRATION_FAILED,
        place.failed()
            + ": its statement "
            + statement.number()
            + " was begun, and "
            + why
            + ": "
            + Masked.text(statement.text()),
        remedy.decide(place.script(), statement.number()));
  }

  private OperationFailure lockTimeout(Place place, Optional<Blocker> blocker) {
    String holder = blocker.map(Blocker::description).orElse("another session");
    return OperationFailure.of(
            FailureCode.LOCK_TIMEOUT,
            place.failed() + ", as it waited too long for a lock that is held by " + holder + ".",
            blocker
                .map(each -> each.remedy(attempt.target()))
                .orElse(
                    "Request the migration again when the database is quieter, or raise"
                        + " policy.lock-timeout."))
        .asRetryable();
  }

  private OperationFailure statementTimeout(Place place, Optional<Blocker> blocker) {
    String waiting = blocker.map(each -> ", while it waited for " + each.description()).orElse("");
    return OperationFailure.of(
        FailureCode.STATEMENT_TIMEOUT,
        place.failed() + ", as a statement ran longer than its limit" + waiting + ".",
        blocker
            .map(each -> each.remedy(attempt.target()))
            .orElse("Raise policy.statement-timeout, or split " + place.script() + "."));
  }

  /** What PostgreSQL says on one line. */
  public static String reason(SQLException error) {
    String message = server(error).map(ServerErrorMessage::getMessage).orElseGet(error::getMessage);
    return message == null ? "no reason given" : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** What PostgreSQL says with its detail and hint, a line each. */
  public static String detail(SQLException error) {
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
