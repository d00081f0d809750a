package io.drover.monitor.probe;

import io.drover.schemas.DatabaseHealth;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.ServerEntry;
import io.drover.service.target.TargetErrors;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at one server and then into its databases, each within the deadline. */
final class ServerProbe {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProbe.class);

  private final ServerEntry server;
  private final ServerSession session;
  private final ServerLook look;
  private final Visits visits;
  private final Assembly assembly;
  private final Prober.Settings settings;
  private final Places places;
  private final ProbeMetrics metrics;
  private final Consumer<DatabaseHealth> observations;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean silent;
  private volatile boolean closed;

  ServerProbe(
      ServerEntry server,
      ServerSession session,
      ServerLook look,
      Visits visits,
      Assembly assembly,
      Prober.Settings settings,
      Places places,
      ProbeMetrics metrics,
      Consumer<DatabaseHealth> observations) {
    this.server = server;
    this.session = session;
    this.look = look;
    this.visits = visits;
    this.assembly = assembly;
    this.settings = settings;
    this.places = places;
    this.metrics = metrics;
    this.observations = observations;
  }

  /** Looks at all of them, unless the last look has not ended. */
  void observe(List<DatabaseEntry> databases) {
    if (!busy.compareAndSet(false, true)) {
      return;
    }
    try (var _ = places.take(silent)) {
      Optional<ServerReading> reading = read(databases);
      silent = reading.isEmpty();
      if (reading.isPresent()) {
        visit(databases, reading.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("probe of server {} failed", server.name(), e);
    } finally {
      busy.set(false);
    }
  }

  /** What is under way ends within its deadline. */
  void close() {
    closed = true;
    visits.stop();
    session.end();
  }

  /** Empty when there was no answer, which was told of all databases then. */
  private Optional<ServerReading> read(List<DatabaseEntry> databases) throws InterruptedException {
    long began = System.nanoTime();
    try {
      Optional<ServerReading> reading =
          Deadline.within(settings.deadline(), () -> look.read(databases));
      if (reading.isPresent()) {
        metrics.answered(System.nanoTime() - began);
        return reading;
      }
      metrics.silent(System.nanoTime() - began);
      session.abandon();
      unreachable(
          databases,
          "Server %s did not answer within %d s."
              .formatted(server.name(), settings.deadline().toSeconds()),
          "pg_isready -h " + server.host() + " -p " + server.port());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof SQLException error)) {
        throw new IllegalStateException(e.getCause());
      }
      OperationFailure failure = TargetErrors.explain(error, server, server.maintenanceDatabase());
      unreachable(databases, failure.message(), failure.remedy());
    }
    return Optional.empty();
  }

  private void unreachable(List<DatabaseEntry> databases, String why, String remedy) {
    // A look that was cut off by the end says nothing of the server.
    if (!closed) {
      databases.forEach(
          database -> observations.accept(assembly.unreachable(database, why, remedy)));
    }
  }

  private void visit(List<DatabaseEntry> databases, ServerReading reading)
      throws InterruptedException {
    List<DatabaseEntry> visitable =
        databases.stream().filter(database -> isVisitable(database, reading)).toList();
    List<DatabaseEntry> turn = visits.next(databases, visitable);
    Set<String> visited = turn.stream().map(DatabaseEntry::name).collect(Collectors.toSet());
    databases.stream()
        .filter(database -> !visited.contains(database.name()))
        .forEach(database -> tell(database, reading));
    if (settings.connections() == 1) {
      session.close();
    }
    visits.make(turn, settings.interval().dividedBy(2), database -> tell(database, reading));
  }

  private boolean isVisitable(DatabaseEntry database, ServerReading reading) {
    return reading.takesConnections().getOrDefault(database.physicalName(), false)
        && assembly.stepsBack(database).isEmpty();
  }

  private void tell(DatabaseEntry database, ServerReading reading) {
    observations.accept(assembly.health(database, reading, visits.of(database)));
  }
}
