package io.drover.monitor.projection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Live events for those who look on. The newest are kept for readers that come back, for a few
 * minutes after the last reader has gone. Thread-safe; a subscriber that reads too slowly is
 * dropped.
 */
public final class Feed {
  /** Too much has changed to tell it one by one: read again. */
  public static final String RESYNC = "resync";

  private static final int QUEUE = 1_000;
  private static final int KEPT = 2_000;
  private static final int MOST_SUBSCRIBERS = 200;
  private static final Duration LINGER = Duration.ofMinutes(5);
  private static final String NOTHING = "{}";

  /** Tells one life of the monitor from another. */
  private final String life = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  private final LongSupplier nanos;
  private final Set<Subscription> subscriptions = new HashSet<>();
  private final Deque<Event> kept = new ArrayDeque<>();
  private long newest;
  private long lastWatched;
  private long changes;
  private boolean gap;

  /** A feed without events. */
  public Feed() {
    this(System::nanoTime);
  }

  Feed(LongSupplier nanos) {
    this.nanos = nanos;
    this.lastWatched = nanos.getAsLong() - LINGER.toNanos();
  }

  /**
   * A live event.
   *
   * @param number rises by one from event to event; 0 for what is not kept
   * @param type operation, progress, health, service, alert, projection or {@link #RESYNC}
   * @param json the changed thing as the REST interface shows it
   */
  public record Event(long number, String type, String json) {}

  /** Someone who looks on, until closed. */
  public final class Subscription implements AutoCloseable {
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Deque<Event> missed;
    private volatile boolean open = true;
    private volatile long last;

    private Subscription(List<Event> missed, long last) {
      this.missed = new ArrayDeque<>(missed);
      this.last = last;
    }

    /** The next event, or null when none came in time. For one thread. */
    public @Nullable Event next(Duration wait) throws InterruptedException {
      Event event = missed.poll();
      if (event == null) {
        event = queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
      }
      if (event != null && event.number() > 0) {
        last = event.number();
      }
      return event;
    }

    /** Id of the newest event that was read: what a reader that comes back names. */
    public String position() {
      return life + "." + last;
    }

    /** False once closed, or dropped for being too slow. */
    public boolean open() {
      return open;
    }

    @Override
    public void close() {
      synchronized (Feed.this) {
        open = false;
        if (subscriptions.remove(this)) {
          lastWatched = nanos.getAsLong();
        }
      }
    }
  }

  /** Subscribes to what comes, or gives null when there are too many subscribers already. */
  public @Nullable Subscription subscribe() {
    return subscribe(null);
  }

  /**
   * Subscribes from where a reader was; what it has missed comes first, or {@link #RESYNC} where
   * that is no longer known.
   *
   * @param position as {@link Subscription#position} gave it; null for a reader that is new
   * @return null when there are too many subscribers already
   */
  public synchronized @Nullable Subscription subscribe(@Nullable String position) {
    if (subscriptions.size() >= MOST_SUBSCRIBERS) {
      return null;
    }
    watched();
    List<Event> missed =
        position == null
            ? List.of()
            : missedSince(position).orElseGet(() -> List.of(new Event(newest, RESYNC, NOTHING)));
    Subscription subscription = new Subscription(missed, newest);
    subscriptions.add(subscription);
    gap = false;
    return subscription;
  }

  /**
   * Where the events stand: who reads the tables after it, and subscribes from it within a few
   * minutes, misses nothing between the two.
   */
  public synchronized String position() {
    watched();
    lastWatched = nanos.getAsLong();
    gap = false;
    return life + "." + newest;
  }

  private Optional<List<Event>> missedSince(String position) {
    if (!position.startsWith(life + ".")) {
      return Optional.empty();
    }
    long since;
    try {
      since = Long.parseLong(position.substring(life.length() + 1));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    long oldest = kept.isEmpty() ? newest + 1 : kept.getFirst().number();
    if (since > newest || since < oldest - 1) {
      return Optional.empty();
    }
    List<Event> missed = new ArrayList<>(kept);
    missed.removeIf(event -> event.number() <= since);
    return Optional.of(missed);
  }

  /** Ends every subscription. */
  public synchronized void closeAll() {
    List.copyOf(subscriptions).forEach(Subscription::close);
  }

  /** How often something has changed: as long as this stays, so does what was read after it. */
  public synchronized long changes() {
    return changes;
  }

  synchronized void changed() {
    changes++;
  }

  /** Whether anyone looks on, or may come back and ask for what he has missed. */
  synchronized boolean watched() {
    if (!subscriptions.isEmpty() || nanos.getAsLong() - lastWatched < LINGER.toNanos()) {
      return true;
    }
    if (!gap) {
      // What happens unwatched gets no number of its own: no one may come back to before it.
      gap = true;
      kept.clear();
      newest++;
    }
    return false;
  }

  /** Publishes an event that is kept. */
  synchronized void publish(String type, String json) {
    Event event = new Event(++newest, type, json);
    kept.add(event);
    if (kept.size() > KEPT) {
      kept.remove();
    }
    send(event);
  }

  /** Publishes an event that no one asks for later. */
  synchronized void pass(String type, String json) {
    send(new Event(0, type, json));
  }

  private void send(Event event) {
    for (Subscription subscription : List.copyOf(subscriptions)) {
      if (!subscription.queue.offer(event)) {
        subscription.close();
      }
    }
  }
}
