package io.drover.monitor.probe.check;

import io.drover.service.operation.OperationFailure;
import io.drover.service.target.CheckName;
import io.drover.service.target.ServerEntry;
import io.drover.service.target.TargetErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes the checks of one server and remembers what their rates need. {@link #server} is for one
 * thread at a time, {@link #inside} for any.
 */
public final class Checker {
  private static final String MISSING_PRIVILEGE = "42501";
  private static final String NOT_LOADED = "55000";
  private static final List<CheckDefinition> OF_SERVER =
      Catalogue.at(Place.SERVER, Place.EACH_DATABASE);

  private final ServerEntry server;
  private final Clock clock;
  private final Measurer measurer;
  private final Duration statementTimeout;
  private final Duration time;

  /**
   * Checks of a server.
   *
   * @param statementTimeout limit of each statement
   * @param time after which no other check is begun
   */
  public Checker(ServerEntry server, Clock clock, Duration statementTimeout, Duration time) {
    this.server = server;
    this.clock = clock;
    this.measurer = new Measurer(clock);
    this.statementTimeout = statementTimeout;
    this.time = time;
  }

  /**
   * All that is seen from the maintenance database.
   *
   * @param databases names in PostgreSQL
   * @return by check and database
   * @throws SQLException the connection or the server is gone
   */
  public Map<CheckName, Map<String, Measurement>> server(
      Connection connection, Set<String> databases) throws SQLException {
    Map<CheckName, Outcome> outcomes = run(connection, OF_SERVER);
    Map<CheckName, Map<String, Measurement>> found = new EnumMap<>(CheckName.class);
    for (CheckDefinition check : OF_SERVER) {
      Map<String, Measurement> values =
          switch (outcomes.get(check.name())) {
            case Outcome.Rows rows when check.place() == Place.EACH_DATABASE ->
                measurer.each(check, rows.rows(), databases);
            case Outcome.Rows rows -> same(databases, measurer.measure(check, rows.rows()));
            case null -> same(databases, noTime());
            case Outcome other ->
                same(databases, unmeasured(check, other, server.maintenanceDatabase()));
          };
      found.put(check.name(), values);
    }
    return found;
  }

  /**
   * What is seen from a database itself.
   *
   * @param database name in PostgreSQL
   * @throws SQLException the connection or the server is gone
   */
  public Map<CheckName, Measurement> inside(
      Connection connection, String database, List<CheckDefinition> checks) throws SQLException {
    var alone = new Measurer(clock);
    Map<CheckName, Outcome> outcomes = run(connection, checks);
    Map<CheckName, Measurement> found = new EnumMap<>(CheckName.class);
    for (CheckDefinition check : checks) {
      found.put(
          check.name(),
          switch (outcomes.get(check.name())) {
            case Outcome.Rows rows -> alone.measure(check, rows.rows());
            case null -> noTime();
            case Outcome other -> unmeasured(check, other, database);
          });
    }
    return found;
  }

  private Map<CheckName, Outcome> run(Connection connection, List<CheckDefinition> checks)
      throws SQLException {
    return new CheckRun(connection, statementTimeout, time).all(checks);
  }

  private static Map<String, Measurement> same(Set<String> databases, Measurement one) {
    return new HashMap<>(
        databases.stream().collect(Collectors.toMap(Function.identity(), name -> one)));
  }

  private static Measurement noTime() {
    return new Measurement.Failed("The time for one look was over before.", "");
  }

  private Measurement unmeasured(CheckDefinition check, Outcome outcome, String database) {
    return switch (outcome) {
      case Outcome.Missing _ -> missing(check);
      case Outcome.NoExtension _ -> noExtension(check);
      case Outcome.TooOld old ->
          new Measurement.Skipped(
              "PostgreSQL %d is too old for it; %d is the oldest that is known."
                  .formatted(old.version(), CheckDefinition.OLDEST),
              "");
      case Outcome.NoTime _, Outcome.Rows _ -> noTime();
      case Outcome.Failed failed -> failed(check, failed.error(), database);
    };
  }

  private Measurement failed(CheckDefinition check, SQLException error, String database) {
    String state = String.valueOf(error.getSQLState());
    if (state.equals(MISSING_PRIVILEGE)) {
      return missing(check);
    }
    if (state.equals(NOT_LOADED) && !check.extension().isEmpty()) {
      return new Measurement.Skipped(
          "The server has not loaded " + check.extension() + ".",
          "ALTER SYSTEM SET shared_preload_libraries = '" + check.extension() + "'");
    }
    OperationFailure failure = TargetErrors.explain(error, server, database);
    return new Measurement.Failed(failure.message(), failure.remedy());
  }

  private Measurement missing(CheckDefinition check) {
    Privilege needed = check.privilege() == Privilege.NONE ? Privilege.MONITOR : check.privilege();
    return new Measurement.Skipped(
        "User " + server.user() + " may not see this.", needed.grant(server.user()));
  }

  private static Measurement noExtension(CheckDefinition check) {
    return new Measurement.Skipped(
        "The database has no extension " + check.extension() + ".",
        "CREATE EXTENSION " + check.extension());
  }
}
