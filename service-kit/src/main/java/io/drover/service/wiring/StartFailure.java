package io.drover.service.wiring;

import io.drover.bus.BusConfig;
import io.drover.bus.BusUnavailableException;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.RegistryException;
import io.micronaut.context.env.Environment;
import java.net.BindException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/** Why a service cannot start, for those reasons that lie outside of it. */
final class StartFailure extends RuntimeException {
  private final OperationFailure why;

  private StartFailure(OperationFailure why, Throwable cause) {
    super(why.message(), cause);
    this.why = why;
  }

  /** Where a service finds what it needs, and is found itself. */
  record Addresses(String kafka, String stateUrl, String stateUser, String http) {
    static Addresses of(Environment environment) {
      return new Addresses(
          environment.getProperty("kafka.bootstrap.servers", String.class, "(none)"),
          environment.getProperty("drover.state.url", String.class, "(none)"),
          environment.getProperty("drover.state.user", String.class, "drover"),
          environment.getProperty("micronaut.server.host", String.class, "")
              + ":"
              + environment.getProperty("micronaut.server.port", String.class, ""));
    }
  }

  /**
   * What an operator has to know and do.
   *
   * @return empty for a defect of the service's own
   */
  static Optional<StartFailure> of(Throwable thrown, Addresses addresses) {
    return all(thrown, RegistryException.class)
        .map(file -> unusable(String.valueOf(file.getMessage())))
        .findFirst()
        .or(() -> all(thrown, OperationFailure.class).findFirst())
        .or(
            () ->
                all(thrown, BusUnavailableException.class)
                    .map(silent -> kafka("does not answer", silent, addresses))
                    .findFirst())
        // Whatever stands round it, the library's and the server's own word is the innermost.
        .or(
            () ->
                all(thrown, KafkaException.class)
                    .reduce((_, inner) -> inner)
                    .map(refused -> kafka("cannot be used", refused, addresses)))
        .or(
            () ->
                all(thrown, SQLException.class)
                    .reduce((_, inner) -> inner)
                    .map(error -> state(error, addresses.stateUrl(), addresses.stateUser())))
        .or(
            () ->
                all(thrown, BindException.class)
                    .map(taken -> address(taken, addresses))
                    .findFirst())
        .map(why -> new StartFailure(why, thrown));
  }

  /** The same before the rest of the settings is known. */
  static Optional<StartFailure> of(RuntimeException thrown, BusConfig bus) {
    return thrown instanceof StartFailure known
        ? Optional.of(known)
        : of(thrown, new Addresses(bus.bootstrapServers(), "", "", ""));
  }

  private static <T extends Throwable> Stream<T> all(Throwable thrown, Class<T> kind) {
    return Stream.iterate(thrown, each -> each != null, Throwable::getCause)
        .limit(50)
        .filter(kind::isInstance)
        .map(kind::cast);
  }

  private static OperationFailure kafka(String what, Exception error, Addresses addresses) {
    return OperationFailure.of(
        FailureCode.TARGET_UNREACHABLE,
        "Kafka at %s %s: %s.".formatted(addresses.kafka(), what, firstLine(error)),
        "Look at the broker's log, and at DROVER_KAFKA.");
  }

  private static OperationFailure address(BindException error, Addresses addresses) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "The service cannot listen on %s: %s.".formatted(addresses.http(), firstLine(error)),
        "ss -ltnp shows who does; set DROVER_HTTP_PORT or DROVER_HTTP_HOST to what is free.");
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
                    + firstLine(error)
                    + "."),
        "Look at the server's log, and at DROVER_STATE_URL.");
  }

  private static String firstLine(Exception error) {
    return String.valueOf(error.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("\\.$", "");
  }

  /** Code, sentence and remedy on one line. */
  String line() {
    return why.code() + ": " + why.message() + " What to do: " + why.remedy();
  }
}
