package io.drover.monitor.probe;

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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks at every database of the registry once an interval, the servers spread over it. A server
 * that is dead, silent or slow delays no other. Thread-safe.
 */
public final class Prober implements AutoCloseable {
  private static final int MOST_AT_ONCE = 64;

  private final DatabaseRegistry registry;
  private final TargetConnections connections;
  private final Settings settings;
  private final DatabaseProbe probe;
  private final ProbeMetrics metrics;
  private final Consumer<DatabaseHealth> observations;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE, true);
  private final Map<ServerEntry, ServerProbe> servers = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("drover-prober").unstarted(this::run);

  /**
   * How to probe.
   *
   * @param interval from one observation of a database to the next
   * @param deadline limit for one database, connecting included
   * @param sizeWarning bytes
   * @param sizeCritical bytes
   */
  public record Settings(
      Duration interval, Duration deadline, long sizeWarning, long sizeCritical) {}

  /** A prober that begins with {@link #start()}; each observation goes to the consumer. */
  public Prober(
      DatabaseRegistry registry,
      TargetConnections connections,
      NewestBackups backups,
      Settings settings,
      Clock clock,
      MeterRegistry meters,
      Consumer<DatabaseHealth> observations) {
    this.registry = registry;
    this.connections = connections;
    this.settings = settings;
    this.probe =
        new DatabaseProbe(
            List.of(
                new ReachableCheck(),
                new SizeCheck(settings.sizeWarning(), settings.sizeCritical()),
                new ConnectionsCheck()),
            new BackupAgeCheck(backups, clock),
            clock);
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
    return new ServerProbe(
        new ServerSession(server, connections, settings.deadline()),
        probe,
        settings.deadline(),
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
