package io.drover.monitor.probe;

import io.drover.monitor.probe.check.Checker;
import io.drover.schemas.DatabaseHealth;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.ServerEntry;
import io.drover.service.target.TargetConnections;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks at every database of the registry once an interval, the servers spread over it. A server
 * that is dead, silent or slow delays no other. Thread-safe.
 */
public final class Prober implements AutoCloseable {
  /** So many statements that run into their limit fit into a look's second half. */
  private static final int STATEMENTS = 3;

  private final DatabaseRegistry registry;
  private final TargetConnections connections;
  private final Settings settings;
  private final Clock clock;
  private final Assembly assembly;
  private final ProbeMetrics metrics;
  private final Consumer<DatabaseHealth> observations;
  private final Places places = new Places();
  private final Map<ServerEntry, ServerProbe> servers = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("drover-prober").unstarted(this::run);

  /**
   * How to probe.
   *
   * @param interval from one observation of a database to the next
   * @param deadline limit for one look at a server or into a database, connecting included
   * @param connections most sessions on one server, all of them counted; at least 1
   * @param visits least time from one look into a database to the next; into one that did not
   *     answer it is tried at each look
   * @param seldom from one look to the next of those that cost more
   */
  public record Settings(
      Duration interval, Duration deadline, int connections, Duration visits, Duration seldom) {
    public Settings {
      if (connections < 1) {
        throw new IllegalArgumentException(
            "DROVER_MONITOR_CONNECTIONS must be 1 or more, not " + connections);
      }
    }
  }

  /** A prober that begins with {@link #start()}; each observation goes to the consumer. */
  public Prober(
      DatabaseRegistry registry,
      TargetConnections connections,
      NewestBackups backups,
      RunningWork work,
      Settings settings,
      Clock clock,
      MeterRegistry meters,
      Consumer<DatabaseHealth> observations) {
    this.registry = registry;
    this.connections = connections;
    this.settings = settings;
    this.clock = clock;
    this.assembly = new Assembly(new BackupAgeCheck(backups, clock), work, clock);
    this.metrics = new ProbeMetrics(meters);
    this.observations = observations;
  }

  /** Begins; returns at once. */
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(settings.deadline());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      boolean last = false;
      while (!last) {
        last = round();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      servers.values().forEach(ServerProbe::close);
    }
  }

  /** One interval; true when closed. */
  private boolean round() throws InterruptedException {
    Map<ServerEntry, List<DatabaseEntry>> herd =
        registry.all().stream()
            .collect(
                Collectors.groupingBy(
                    DatabaseEntry::server, LinkedHashMap::new, Collectors.toList()));
    forget(herd);
    if (herd.isEmpty()) {
      return pause(settings.interval());
    }
    Duration step = settings.interval().dividedBy(herd.size());
    for (var one : herd.entrySet()) {
      ServerProbe server = servers.computeIfAbsent(one.getKey(), this::serverProbe);
      Thread.ofVirtual().name("drover-probe").start(() -> server.observe(one.getValue()));
      if (pause(step)) {
        return true;
      }
    }
    return false;
  }

  private ServerProbe serverProbe(ServerEntry server) {
    Duration statement = settings.deadline().dividedBy(STATEMENTS);
    var checker = new Checker(server, clock, statement, settings.deadline().dividedBy(2));
    var session = new ServerSession(server, connections, settings.deadline());
    var visit = new Visit(connections, checker, clock, settings.seldom());
    return new ServerProbe(
        server,
        session,
        new ServerLook(session, checker, clock),
        new Visits(visit, metrics, settings, clock),
        assembly,
        settings,
        places,
        metrics,
        observations);
  }

  private void forget(Map<ServerEntry, List<DatabaseEntry>> herd) {
    servers
        .entrySet()
        .removeIf(
            one -> {
              boolean gone = !herd.containsKey(one.getKey());
              if (gone) {
                one.getValue().close();
              }
              return gone;
            });
  }

  private boolean pause(Duration time) throws InterruptedException {
    return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
