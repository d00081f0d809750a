package io.drover.monitor.projection;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Live events for those who look on. Thread-safe; a subscriber that reads too slowly is dropped.
 */
public final class Feed {
  private static final int QUEUE = 1_000;
  private static final int MOST_SUBSCRIBERS = 200;

  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

  /**
   * A live event.
   *
   * @param id place in the projection, never falling; null for what is not part of it
   * @param type operation, progress, health, service or resync (too much changed to tell one by
   *     one: read again)
   * @param json the changed thing as the REST interface shows it
   */
  public record Event(@Nullable Long id, String type, String json) {}

  /** Someone who looks on, until closed. */
  public final class Subscription implements AutoCloseable {
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE);
    private volatile boolean open = true;

    /** The next event, or null when none came in time. */
    public @Nullable Event next(Duration wait) throws InterruptedException {
      return queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** False once closed, or dropped for being too slow. */
    public boolean open() {
      return open;
    }

    @Override
    public void close() {
      open = false;
      subscriptions.remove(this);
    }
  }

  /** Subscribes, or gives null when there are too many subscribers already. */
  public @Nullable Subscription subscribe() {
    if (subscriptions.size() >= MOST_SUBSCRIBERS) {
      return null;
    }
    Subscription subscription = new Subscription();
    subscriptions.add(subscription);
    return subscription;
  }

  /** Ends every subscription. */
  public void closeAll() {
    subscriptions.forEach(Subscription::close);
  }

  boolean watched() {
    return !subscriptions.isEmpty();
  }

  void publish(Event event) {
    for (Subscription subscription : subscriptions) {
      if (!subscription.queue.offer(event)) {
        subscription.close();
      }
    }
  }
}
