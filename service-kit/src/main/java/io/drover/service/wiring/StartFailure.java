package io.drover.service.wiring;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.RegistryException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a service cannot start, for those reasons that lie outside of it. */
final class StartFailure extends RuntimeException {
  private final OperationFailure why;

  private StartFailure(OperationFailure why, Throwable cause) {
    super(why.message(), cause);
    this.why = why;
  }

  /**
   * What an operator has to know and do.
   *
   * @param url JDBC address of the state database, without credentials
   * @param user whom it is opened as
   * @return empty for a defect of the service's own
   */
  static Optional<StartFailure> of(Throwable thrown, String url, String user) {
    Optional<OperationFailure> file =
        chain(thrown)
            .filter(RegistryException.class::isInstance)
            .map(each -> unusable(String.valueOf(each.getMessage())))
            .findFirst();
    return file.or(
            () ->
                // Whatever a pool says of it, the server's own word is the innermost.
                chain(thrown)
                    .filter(SQLException.class::isInstance)
                    .map(SQLException.class::cast)
                    .reduce((_, inner) -> inner)
                    .map(error -> state(error, url, user)))
        .map(why -> new StartFailure(why, thrown));
  }

  private static Stream<Throwable> chain(Throwable thrown) {
    return Stream.iterate(thrown, each -> each != null, Throwable::getCause).limit(50);
  }

  private static OperationFailure unusable(String sentence) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST, sentence, "Correct the file and start the service again.");
  }

  private static OperationFailure state(SQLException error, String url, String user) {
    String database = "The state database " + url + " ";
    String state = String.valueOf(error.getSQLState());
    return switch (state) {
      case "53300" ->
          OperationFailure.of(
              FailureCode.TARGET_UNREACHABLE,
              database + "has no free connection for user " + user + ".",
              "SELECT usename, application_name, count(*) FROM pg_stat_activity GROUP BY 1, 2 ORDER"
                  + " BY 3 DESC; shows who has them; end some, or raise max_connections.");
      case "28P01", "28000" ->
          OperationFailure.of(
              FailureCode.TARGET_AUTHENTICATION,
              database + "refused user " + user + " with the password of DROVER_STATE_PASSWORD.",
              "Correct DROVER_STATE_USER or DROVER_STATE_PASSWORD.");
      case "3D000" ->
          OperationFailure.of(
              FailureCode.TARGET_UNREACHABLE,
              database + "is not there.",
              "Create it for user " + user + ", or correct DROVER_STATE_URL.");
      case "42501" ->
          OperationFailure.of(
              FailureCode.INSUFFICIENT_PRIVILEGE,
              database + "does not let user " + user + " keep tables of its own.",
              "GRANT CREATE ON DATABASE … TO " + user + ";");
      default -> unreachable(error, database, state);
    };
  }

  private static OperationFailure unreachable(SQLException error, String database, String state) {
    boolean silent = state.equals("null") || state.startsWith("08") || state.startsWith("57P");
    return OperationFailure.of(
        silent ? FailureCode.TARGET_UNREACHABLE : FailureCode.INTERNAL,
        database
            + (silent
                ? "does not answer."
                : "refused a statement of the start (SQLSTATE "
                    + state
                    + "): "
                    + String.valueOf(error.getMessage()).lines().findFirst().orElse("")),
        "Look at the server's log, and at DROVER_STATE_URL.");
  }

  /** Code, sentence and remedy on one line. */
  String line() {
    return why.code() + ": " + why.message() + " What to do: " + why.remedy();
  }
}
