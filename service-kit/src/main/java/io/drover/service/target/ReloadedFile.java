package io.drover.service.target;

import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says, read again when the file changes. A broken file keeps what was read last.
 * Thread-safe.
 *
 * @param <T> what is made of the text; immutable
 */
public final class ReloadedFile<T> implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadedFile.class);

  private final Path file;
  private final Function<String, T> reader;
  private final WatchedFile watched;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile T value;
  private volatile @Nullable String problem;

  /**
   * Reads the file, and looks at it again after each interval until closed.
   *
   * @param reader throws RegistryException when the text is wrong
   * @throws RegistryException the file is missing or wrong: one sentence with file, line and path
   */
  public ReloadedFile(Path file, Duration interval, Function<String, T> reader) {
    this.file = file.toAbsolutePath();
    this.reader = reader;
    this.watched = new WatchedFile(this.file);
    try {
      this.value = reader.apply(watched.read());
    } catch (RegistryException e) {
      throw new RegistryException(this.file + ": " + e.sentence());
    }
    Thread.ofVirtual().name("drover-file").start(() -> watch(interval));
  }

  /** What the file says, or said when it was last sound. */
  public T value() {
    return value;
  }

  /** Why the file as it is now is not in force, in one sentence; empty when it is. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Has the listener called, on the watching thread, after value or problem have changed. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void watch(Duration interval) {
    try {
      while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Optional<String> text = watched.readIfChanged();
      if (text.isPresent()) {
        value = reader.apply(text.get());
        LOG.info("{} was read again", file);
        changed(null);
      }
    } catch (RegistryException e) {
      String sentence = file + ": " + e.sentence();
      if (!sentence.equals(problem)) {
        LOG.warn("A broken file; what was read last stays in force: {}", sentence);
        changed(sentence);
      }
    }
  }

  private void changed(@Nullable String now) {
    problem = now;
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.error("A listener to {} failed", file, e);
      }
    }
  }
}
