package io.drover.bus;

import io.drover.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics without a group, {@code read_committed}, on a thread of its own. Positions are the
 * caller's to keep: each batch comes with the offsets to continue from. Every batch is delivered
 * until the handler returns, in order, never skipped. All methods are thread-safe.
 */
public final class Follower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(4);

  /** What becomes of a message that cannot be read. */
  public enum Unreadable {
    /** Delivers nothing further until it can be read; for projections. */
    STALL,
    /** Leaves it out and reports it; for people who look on. */
    SKIP
  }

  private final FollowerLoop<?> loop;
  private final Thread thread;

  private Follower(String name, FollowerLoop<?> loop) {
    this.loop = loop;
    this.thread = Thread.ofPlatform().daemon().name("drover-follow-" + name).unstarted(loop);
  }

  /** Begins to describe a follower. */
  public static Builder follower(BusConfig config, Codec codec) {
    return new Builder(config, codec);
  }

  /**
   * Waits until everything has been handled that stood in the topics at the time of the call.
   *
   * @return false when {@code timeout} passed before
   */
  public boolean awaitCaughtUp(Duration timeout) {
    return await(loop.caughtUp(), timeout);
  }

  /** Records that are not handled yet, as far as is known; -1 before the first answer. */
  public long lag() {
    return loop.lag();
  }

  /**
   * Offset to handle next of every partition; those of transactions' markers count as handled.
   * Empty before the first answer of the broker.
   */
  public Map<TopicPartitionKey, Long> positions() {
    return loop.handled();
  }

  /** True while the thread reads; false after {@link #close}. */
  public boolean running() {
    return thread.isAlive();
  }

  /** Ends within 5 s. A handler that does not return in time is interrupted. */
  @Override
  public void close() {
    loop.stop();
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean await(CompletableFuture<?> future, Duration timeout) {
    try {
      future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      future.cancel(false);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Describes a follower. Topics and one handler are needed; for one thread. */
  public static final class Builder {

    private final BusConfig config;
    private final Codec codec;
    private String name = "follower";
    private List<Topic> topics = List.of();
    private StartPosition from = StartPosition.BEGINNING;
    private Unreadable unreadable = Unreadable.STALL;
    private Consumer<FollowerProblem> problems = problem -> LOG.warn("{}", problem.message());
    private int largestBatch = 500;
    private @Nullable BatchHandler<SpecificRecord> handler;
    private @Nullable BatchHandler<byte[]> rawHandler;

    private Builder(BusConfig config, Codec codec) {
      this.config = config;
      this.codec = codec;
    }

    /** Name for the thread and the client id. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /** Topics to read. */
    public Builder topics(Topic... values) {
      topics = List.of(values);
      return this;
    }

    /** Where to begin; {@link StartPosition#BEGINNING} unless said. */
    public Builder from(StartPosition value) {
      from = value;
      return this;
    }

    /** What becomes of unreadable messages; {@link Unreadable#STALL} unless said. */
    public Builder unreadable(Unreadable value) {
      unreadable = value;
      return this;
    }

    /**
     * Is told of problems, on the follower's thread, each time one shows; they are logged as
     * warnings unless said. Must not throw.
     */
    public Builder onProblem(Consumer<FollowerProblem> value) {
      problems = value;
      return this;
    }

    /** Most messages in a batch; 500 unless said. */
    public Builder largestBatch(int value) {
      largestBatch = value;
      return this;
    }

    /** Takes decoded messages. */
    public Builder onBatch(BatchHandler<SpecificRecord> value) {
      handler = value;
      return this;
    }

    /** Takes messages as bytes, for those who decode themselves; nothing is unreadable then. */
    public Builder onRawBatch(BatchHandler<byte[]> value) {
      rawHandler = value;
      return this;
    }

    /**
     * Starts to read. From {@link StartPosition#END} it returns once the ends are known, so that
     * whatever is published afterwards is seen; otherwise at once, though the broker be away.
     *
     * @throws BusUnavailableException when the ends are not known within 30 s
     */
    public Follower start() {
      Follower follower = new Follower(name, loop());
      follower.thread.start();
      if (from instanceof StartPosition.End && !await(follower.loop.positioned(), START_TIMEOUT)) {
        follower.close();
        throw new BusUnavailableException(
            "The ends of the topics could not be found.", new TimeoutException());
      }
      return follower;
    }

    private FollowerLoop<?> loop() {
      FollowerSource source = new FollowerSource(config, name, topics, from, largestBatch);
      if (rawHandler != null) {
        return new FollowerLoop<>(source, batch -> batch, rawHandler, problems);
      }
      if (handler != null) {
        return new FollowerLoop<>(
            source, new BatchDecoder(codec, unreadable, problems), handler, problems);
      }
      throw new IllegalStateException("A follower needs a handler.");
    }
  }
}
