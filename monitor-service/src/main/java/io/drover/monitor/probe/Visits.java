package io.drover.monitor.probe;

import io.drover.service.target.DatabaseEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Visits the databases of one server, few at a time. Used by one look at a time. */
final class Visits {
  private static final Logger LOG = LoggerFactory.getLogger(Visits.class);

  private final Visit visit;
  private final ProbeMetrics metrics;
  private final Prober.Settings settings;
  private final Clock clock;
  private volatile boolean stopped;
  private final Map<String, Inside> known = new ConcurrentHashMap<>();

  Visits(Visit visit, ProbeMetrics metrics, Prober.Settings settings, Clock clock) {
    this.visit = visit;
    this.metrics = metrics;
    this.settings = settings;
    this.clock = clock;
  }

  Inside of(DatabaseEntry database) {
    return known.getOrDefault(database.name(), Inside.UNKNOWN);
  }

  /** The databases whose turn it is; forgets what is no longer among them all. */
  List<DatabaseEntry> next(List<DatabaseEntry> all, List<DatabaseEntry> visitable) {
    Set<String> names = all.stream().map(DatabaseEntry::name).collect(Collectors.toSet());
    known.keySet().retainAll(names);
    return Turns.next(visitable, known, clock.instant().minus(settings.visits()));
  }

  /**
   * Visits them and hands each on, visited or, once the time is over, not.
   *
   * @param time after which no other visit is begun
   */
  void make(List<DatabaseEntry> turn, Duration time, Consumer<DatabaseEntry> done)
      throws InterruptedException {
    Queue<DatabaseEntry> waiting = new ConcurrentLinkedQueue<>(turn);
    long end = System.nanoTime() + time.toNanos();
    List<Thread> visitors = new ArrayList<>();
    // One session is the server's own, unless there may be no other.
    int atOnce = Math.max(1, settings.connections() - 1);
    for (int i = 0; i < Math.min(atOnce, turn.size()); i++) {
      visitors.add(Thread.ofVirtual().name("drover-visitor").start(() -> work(waiting, end, done)));
    }
    try {
      for (Thread visitor : visitors) {
        visitor.join();
      }
    } catch (InterruptedException e) {
      visitors.forEach(Thread::interrupt);
      throw e;
    }
  }

  /** Begins no other visit. */
  void stop() {
    stopped = true;
  }

  private void work(Queue<DatabaseEntry> waiting, long end, Consumer<DatabaseEntry> done) {
    DatabaseEntry next = waiting.poll();
    while (next != null && !stopped) {
      if (System.nanoTime() - end < 0 && !visited(next)) {
        return;
      }
      done.accept(next);
      next = waiting.poll();
    }
  }

  /** False when it is over for this visitor. */
  private boolean visited(DatabaseEntry database) {
    Inside before = of(database);
    long began = System.nanoTime();
    try {
      var answer = Deadline.within(settings.deadline(), () -> visit.of(database, before));
      if (answer.isPresent()) {
        metrics.answered(System.nanoTime() - began);
      } else {
        metrics.silent(System.nanoTime() - began);
      }
      known.put(database.name(), answer.orElseGet(() -> visit.silent(before, settings.deadline())));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      LOG.error("probe of database {} failed", database.name(), e.getCause());
      known.put(database.name(), visit.silent(before, settings.deadline()));
      return true;
    }
  }
}
