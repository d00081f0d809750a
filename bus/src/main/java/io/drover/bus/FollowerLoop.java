package io.drover.bus;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** What the thread of a follower does. */
final class FollowerLoop<T> implements Runnable {

  /** From bytes to what the handler takes. */
  interface Step<T> {
    List<Message<T>> apply(List<Message<byte[]>> batch) throws Stalled;
  }

  /** The batch cannot be read; the step has reported it. */
  static final class Stalled extends Exception {
    Stalled() {
      super("The batch cannot be read.", null, false, false);
    }
  }

  private static final Duration POLL = Duration.ofMillis(200);
  private static final long FIRST_PAUSE = 100;
  private static final long LONGEST_PAUSE = 5_000;

  private final FollowerSource source;
  private final Step<T> step;
  private final BatchHandler<T> handler;
  private final Consumer<FollowerProblem> problems;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CompletableFuture<Void> positioned = new CompletableFuture<>();
  private final Queue<CatchUp> newcomers = new ConcurrentLinkedQueue<>();
  private final Queue<CatchUp> waiting = new ConcurrentLinkedQueue<>();
  private final Map<TopicPartitionKey, Long> handled = new ConcurrentHashMap<>();
  private FollowerSource.@Nullable Batch pending;
  private long pause = FIRST_PAUSE;
  private volatile long lag = -1;

  /** Someone who waits until these ends have been handled. */
  private record CatchUp(CompletableFuture<Void> future, Map<TopicPartitionKey, Long> ends) {}

  FollowerLoop(
      FollowerSource source,
      Step<T> step,
      BatchHandler<T> handler,
      Consumer<FollowerProblem> problems) {
    this.source = source;
    this.step = step;
    this.handler = handler;
    this.problems = problems;
  }

  CompletableFuture<Void> positioned() {
    return positioned;
  }

  CompletableFuture<Void> caughtUp() {
    CompletableFuture<Void> future = new CompletableFuture<>();
    boolean first = newcomers.isEmpty();
    newcomers.add(new CatchUp(future, new HashMap<>()));
    // Waking it for each would keep a look at an absent broker from ever coming to its end.
    if (first) {
      source.wakeup();
    }
    return future;
  }

  long lag() {
    return lag;
  }

  Map<TopicPartitionKey, Long> handled() {
    return Map.copyOf(handled);
  }

  void stop() {
    stop.countDown();
    source.wakeup();
  }

  @Override
  public void run() {
    try {
      while (stop.getCount() > 0) {
        try {
          turn();
        } catch (WakeupException e) {
          // Someone stops us or wants to know how far we are: both are seen in the next turn.
        } catch (InterruptException e) {
          return;
        } catch (KafkaException e) {
          problems.accept(new FollowerProblem.BrokerUnavailable(e));
          rest();
        }
      }
    } catch (InterruptedException e) {
      // Only close() interrupts; the thread ends here.
    } finally {
      // The consumer would refuse to close on a thread that is marked as interrupted.
      Thread.interrupted();
      source.close();
      newcomers.forEach(one -> one.future().cancel(false));
      waiting.forEach(one -> one.future().cancel(false));
    }
  }

  private void turn() throws InterruptedException {
    if (!positioned.isDone()) {
      source.begin();
      handled.putAll(source.positions());
      positioned.complete(null);
    }
    welcome();
    FollowerSource.Batch batch = pending;
    if (batch == null) {
      try {
        batch = source.read(POLL);
      } catch (OffsetOutOfRangeException e) {
        problems.accept(new FollowerProblem.OffsetsLost(source.recover(e)));
        return;
      }
      pending = batch;
    }
    if (deliver(batch)) {
      pending = null;
      pause = FIRST_PAUSE;
      // Markers of transactions move positions without a message.
      handled.putAll(source.positions());
      lag = source.behind();
      release();
    } else {
      lag = source.behind() + batch.messages().size();
      rest();
    }
  }

  private boolean deliver(FollowerSource.Batch batch) throws InterruptedException {
    if (batch.messages().isEmpty()) {
      return true;
    }
    try {
      List<Message<T>> readable = step.apply(batch.messages());
      if (!readable.isEmpty()) {
        handler.handle(readable, batch.next());
      }
      return true;
    } catch (Stalled e) {
      return false;
    } catch (InterruptedException e) {
      throw e;
    } catch (BusUnavailableException e) {
      problems.accept(new FollowerProblem.BrokerUnavailable(e));
      return false;
    } catch (Throwable e) {
      // An error must not end the thread in silence either.
      problems.accept(new FollowerProblem.HandlerFailed(e));
      return false;
    }
  }

  private void welcome() {
    newcomers.removeIf(one -> one.future().isDone());
    for (CatchUp one = newcomers.peek(); one != null; one = newcomers.peek()) {
      one.ends().putAll(source.ends());
      waiting.add(one);
      newcomers.remove();
    }
  }

  private void release() {
    for (Iterator<CatchUp> all = waiting.iterator(); all.hasNext(); ) {
      CatchUp one = all.next();
      boolean reached =
          one.ends().entrySet().stream()
              .allMatch(end -> handled.getOrDefault(end.getKey(), 0L) >= end.getValue());
      if (reached || one.future().isDone()) {
        one.future().complete(null);
        all.remove();
      }
    }
  }

  private void rest() throws InterruptedException {
    boolean stopped = stop.await(pause, TimeUnit.MILLISECONDS);
    pause = stopped ? pause : Math.min(LONGEST_PAUSE, pause * 2);
  }
}
