package io.drover.backup.repository;

import io.drover.service.operation.OperationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads many small files side by side: most of their time is the way to the store and back. */
public final class Parallel {
  /** So many that a bucket far away is read in a sixteenth of the time; none is a file's own. */
  private static final int READERS = 16;

  private Parallel() {}

  /** What is done with each. */
  @FunctionalInterface
  public interface Reading<T, R> {
    /** Reads one. */
    R read(T each) throws OperationFailure, InterruptedException;
  }

  /**
   * The results in the order of what was read.
   *
   * @throws OperationFailure the first failure found; all reading has ended
   * @throws InterruptedException the caller was interrupted; all reading has ended
   */
  public static <T, R> List<R> map(List<T> all, Reading<T, R> reading)
      throws OperationFailure, InterruptedException {
    int stripe = Math.max(1, (all.size() + READERS - 1) / READERS);
    List<Callable<List<R>>> tasks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += stripe) {
      List<T> part = all.subList(from, Math.min(all.size(), from + stripe));
      tasks.add(() -> read(part, reading));
    }
    List<R> results = new ArrayList<>(all.size());
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<R>> each : readers.invokeAll(tasks)) {
        results.addAll(each.get());
      }
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
    return results;
  }

  private static <T, R> List<R> read(List<T> part, Reading<T, R> reading)
      throws OperationFailure, InterruptedException {
    List<R> results = new ArrayList<>(part.size());
    for (T each : part) {
      results.add(reading.read(each));
    }
    return results;
  }

  private static OperationFailure unwrapped(ExecutionException e) throws InterruptedException {
    return switch (e.getCause()) {
      case OperationFailure failure -> failure;
      case InterruptedException interrupted -> throw interrupted;
      case RuntimeException problem -> throw problem;
      case Error error -> throw error;
      case null, default -> throw new IllegalStateException(e);
    };
  }
}
