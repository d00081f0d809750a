package io.drover.monitor.probe;

import io.drover.monitor.probe.check.Catalogue;
import io.drover.monitor.probe.check.CheckDefinition;
import io.drover.monitor.probe.check.Checker;
import io.drover.monitor.probe.check.Place;
import io.drover.monitor.probe.check.Sql;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.TargetConnections;
import io.drover.service.target.TargetErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Looks at a database from inside, over a connection that ends with the look: one that is kept to
 * each of many databases would cost the server a process each. Thread-safe.
 */
final class Visit {
  private static final String DENIED = "42501";

  private final TargetConnections connections;
  private final Checker checker;
  private final Clock clock;
  private final Duration seldom;

  Visit(TargetConnections connections, Checker checker, Clock clock, Duration seldom) {
    this.connections = connections;
    this.checker = checker;
    this.clock = clock;
    this.seldom = seldom;
  }

  Inside of(DatabaseEntry database, Inside before) {
    Instant now = clock.instant();
    Instant last = before.seldomAt();
    boolean seldomToo = last == null || !last.plus(seldom).isAfter(now);
    List<CheckDefinition> checks =
        (seldomToo ? Catalogue.at(Place.INSIDE, Place.INSIDE_SELDOM) : Catalogue.at(Place.INSIDE))
            .stream().filter(one -> !database.health().of(one.name()).off()).toList();
    try (Connection connection =
        connections.openForProbe(
            database, ServerSession.APPLICATION, ServerSession.CONNECT_TIMEOUT)) {
      return before.measured(
          checker.inside(connection, database.physicalName(), checks), now, seldomToo);
    } catch (SQLException e) {
      return before.troubled(trouble(database, e), now);
    }
  }

  /** What is known of a database that did not answer in time. */
  Inside silent(Inside before, Duration deadline) {
    String why = "The database did not answer within " + deadline.toSeconds() + " s.";
    return before.troubled(new Inside.Trouble(false, why, ""), clock.instant());
  }

  private static Inside.Trouble trouble(DatabaseEntry database, SQLException error) {
    String user = database.server().user();
    if (DENIED.equals(error.getSQLState())) {
      return new Inside.Trouble(
          true,
          "User " + user + " may not connect to the database.",
          "GRANT CONNECT ON DATABASE "
              + Sql.identifier(database.physicalName())
              + " TO "
              + Sql.identifier(user));
    }
    OperationFailure failure =
        TargetErrors.explain(error, database.front(), database.physicalName());
    return new Inside.Trouble(false, failure.message(), failure.remedy());
  }
}
