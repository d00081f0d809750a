package io.drover.monitor.metrics;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Figures that are read when somebody asks, at most every few seconds and by one reader at a time.
 * Who asks waits a limited time; figures that are too old are none. Thread-safe.
 */
final class FigureCache {
  private static final Logger LOG = LoggerFactory.getLogger(FigureCache.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Duration fresh;
  private final Reading reading;
  private @Nullable Read last;
  private @Nullable CompletableFuture<Read> running;
  private boolean failing;

  /** Reads the figures, with a deadline of its own. */
  interface Reading {
    Figures read() throws SQLException;
  }

  /**
   * Figures, and what it took to read them.
   *
   * @param began {@link System#nanoTime} before they were read
   */
  record Read(Figures figures, long began, Duration took) {}

  /**
   * @param fresh for how long figures are good enough
   */
  FigureCache(Duration fresh, Reading reading) {
    this.fresh = fresh;
    this.reading = reading;
  }

  /** The figures as of a few seconds ago at most; empty when they cannot be read. */
  Optional<Read> current() {
    CompletableFuture<Read> awaited;
    synchronized (this) {
      if (last != null && System.nanoTime() - last.began() < fresh.toNanos()) {
        return Optional.of(last);
      }
      awaited = running == null ? begin() : running;
    }
    try {
      return Optional.of(awaited.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private synchronized CompletableFuture<Read> begin() {
    CompletableFuture<Read> begun = new CompletableFuture<>();
    running = begun;
    Thread.ofVirtual().name("metrics-figures").start(() -> read(begun));
    return begun;
  }

  private void read(CompletableFuture<Read> into) {
    long began = System.nanoTime();
    try {
      Figures figures = reading.read();
      ended(new Read(figures, began, Duration.ofNanos(System.nanoTime() - began)), into);
    } catch (SQLException | RuntimeException e) {
      failed(e, into);
    }
  }

  private void ended(Read read, CompletableFuture<Read> into) {
    synchronized (this) {
      last = read;
      running = null;
      failing = false;
    }
    into.complete(read);
  }

  private void failed(Exception why, CompletableFuture<Read> into) {
    synchronized (this) {
      running = null;
      if (!failing) {
        LOG.warn("the figures for Prometheus cannot be read: {}", why.toString());
      }
      failing = true;
    }
    into.completeExceptionally(why);
  }
}
