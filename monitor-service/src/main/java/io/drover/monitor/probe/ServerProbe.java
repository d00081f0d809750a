package io.drover.monitor.probe;

import io.drover.schemas.DatabaseHealth;
import io.drover.service.target.DatabaseEntry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the databases of one server, one after another, each within the deadline. */
final class ServerProbe {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProbe.class);

  private final ServerSession session;
  private final DatabaseProbe probe;
  private final Duration deadline;
  private final Semaphore places;
  private final ProbeMetrics metrics;
  private final Consumer<DatabaseHealth> observations;
  private final AtomicBoolean busy = new AtomicBoolean();

  ServerProbe(
      ServerSession session,
      DatabaseProbe probe,
      Duration deadline,
      Semaphore places,
      ProbeMetrics metrics,
      Consumer<DatabaseHealth> observations) {
    this.session = session;
    this.probe = probe;
    this.deadline = deadline;
    this.places = places;
    this.metrics = metrics;
    this.observations = observations;
  }

  /** Looks at all of them, unless the last look has not ended. */
  void observe(List<DatabaseEntry> databases) {
    if (!busy.compareAndSet(false, true)) {
      return;
    }
    try {
      places.acquire();
      try {
        boolean answers = true;
        for (DatabaseEntry database : databases) {
          answers = answers && observed(database);
          if (!answers) {
            observations.accept(silent(database));
          }
        }
      } finally {
        places.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.error("probe of server {} failed", session.server().name(), e.getCause());
    } finally {
      busy.set(false);
    }
  }

  void close() {
    session.abandon();
  }

  /** False when there was no answer in time. */
  private boolean observed(DatabaseEntry database) throws InterruptedException, ExecutionException {
    CompletableFuture<DatabaseHealth> answer = new CompletableFuture<>();
    long began = System.nanoTime();
    Thread looking =
        Thread.ofVirtual()
            .name("drover-look")
            .start(
                () -> {
                  try {
                    answer.complete(probe.observe(database, session));
                  } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                  }
                });
    try {
      observations.accept(answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS));
      metrics.answered(System.nanoTime() - began);
      return true;
    } catch (TimeoutException e) {
      metrics.silent(System.nanoTime() - began);
      // Interrupting closes the socket that the thread reads from, or connects by.
      looking.interrupt();
      session.abandon();
      return false;
    }
  }

  private DatabaseHealth silent(DatabaseEntry database) {
    var server = database.server();
    return probe.unreachable(
        database,
        "Server " + server.name() + " did not answer within " + deadline.toSeconds() + " s.",
        "pg_isready -h " + server.host() + " -p " + server.port());
  }
}
