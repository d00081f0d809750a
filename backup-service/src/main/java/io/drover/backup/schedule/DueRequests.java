package io.drover.backup.schedule;

import io.drover.backup.schedule.DueTable.Key;
import io.drover.backup.schedule.DueTable.Row;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Requests;
import io.drover.service.schedule.ScheduledRequest;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the requests that are due. Every instance looks; the row of what recurs, locked while the
 * request goes into the outbox, lets each time be requested once. Thread-safe.
 */
public final class DueRequests {
  private static final Logger LOG = LoggerFactory.getLogger(DueRequests.class);
  private final DueTable table;
  private final StateDatabase state;
  private final Requests requests;
  private final Preemptions preemptions;
  private final DatabaseRegistry registry;
  private final List<DueWork> sources;
  private final Clock clock;
  private final StepListener steps;

  /**
   * @param clock the state database's, so that all instances agree
   */
  public DueRequests(
      DueTable table,
      Requests requests,
      Preemptions preemptions,
      DatabaseRegistry registry,
      List<DueWork> sources,
      Clock clock,
      StepListener steps) {
    this.table = table;
    this.state = table.state();
    this.requests = requests;
    this.preemptions = preemptions;
    this.registry = registry;
    this.sources = List.copyOf(sources);
    this.clock = clock;
    this.steps = steps;
  }

  /**
   * Requests what is due now. What fails for one is logged and does not keep the others.
   *
   * @return when something will be due next, as far as it can be told
   * @throws SQLException the state database is away; nothing is lost
   */
  public Optional<Instant> round() throws SQLException {
    Instant now = clock.instant();
    Map<Key, Recurring> wanted = wanted();
    Optional<Instant> next = Optional.empty();
    for (Row row : rows(wanted, now)) {
      Recurring recurring = wanted.get(row.key());
      if (recurring != null) {
        Optional<Instant> coming = look(row, recurring, now);
        next =
            next.isPresent() && coming.isPresent() ? earlier(next, coming) : next.or(() -> coming);
      }
    }
    return next;
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return one.orElseThrow().isBefore(other.orElseThrow()) ? one : other;
  }

  private Map<Key, Recurring> wanted() {
    Map<Key, Recurring> wanted = new LinkedHashMap<>();
    for (DatabaseEntry database : registry.all()) {
      for (DueWork source : sources) {
        for (Recurring each : source.of(database)) {
          wanted.put(new Key(database.name(), each.name(), each.definition()), each);
        }
      }
    }
    return wanted;
  }

  private List<Row> rows(Map<Key, Recurring> wanted, Instant now) throws SQLException {
    return state.inTransaction(
        connection -> {
          List<Key> unseen = new ArrayList<>(wanted.keySet());
          Instant fresh = now.minus(DueTable.SEEN_FOR);
          table.all(connection).stream()
              .filter(row -> !row.seen().isBefore(fresh))
              .forEach(row -> unseen.remove(row.key()));
          if (!unseen.isEmpty()) {
            table.see(connection, unseen, now);
          }
          table.forget(connection, now);
          return table.all(connection);
        });
  }

  private Optional<Instant> look(Row row, Recurring recurring, Instant now) {
    try {
      if (recurring.due(row.handled(), now).isPresent() || preempted(row, recurring)) {
        state.change(connection -> request(connection, row.key(), recurring, now));
      }
      return recurring.next(row.handled()).filter(next -> next.isAfter(now));
    } catch (SQLException | RuntimeException problem) {
      LOG.warn("{} of {} was not requested", row.key().name(), row.key().database(), problem);
      return Optional.empty();
    }
  }

  private boolean preempted(Row row, Recurring recurring) throws SQLException {
    return row.operationId() != null
        && preemptions.toRepeat(recurring.kind(), row.operationId(), row.repeats());
  }

  private void request(Connection connection, Key key, Recurring recurring, Instant now)
      throws SQLException {
    Optional<Row> taken = table.take(connection, key);
    if (taken.isEmpty()) {
      return;
    }
    Row row = taken.get();
    Optional<Instant> due = recurring.due(row.handled(), now);
    if (due.isPresent()) {
      publish(connection, row, recurring, due.get(), 0);
    } else if (preempted(row, recurring)) {
      publish(connection, row, recurring, row.handled(), row.repeats() + 1);
    }
  }

  private void publish(
      Connection connection, Row row, Recurring recurring, Instant due, int repeats)
      throws SQLException {
    Key key = row.key();
    String id = ScheduledRequest.operationId(key.database(), key.name(), due, repeats);
    requests.publish(connection, recurring.topic(), key.database(), id, recurring.command(id));
    table.requested(connection, key, due, id, repeats);
    steps.reached(recurring.kind() + "/" + id, "due-request-written");
    state.afterCommit(
        () -> {
          LOG.info("{} of {} is due: requested as {}", key.name(), key.database(), id);
          steps.reached(recurring.kind() + "/" + id, "due-request-committed");
        });
  }
}
