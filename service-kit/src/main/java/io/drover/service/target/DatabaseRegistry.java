package io.drover.service.target;

import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The databases that Drover operates, read from databases.yml and read again when the file changes.
 * A broken file keeps the last good one. Thread-safe; a lookup is one access to a hash map.
 */
public final class DatabaseRegistry implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseRegistry.class);

  private final Path file;
  private final WatchedFile watched;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile RegistryContent content;
  private volatile @Nullable String problem;

  private DatabaseRegistry(Path file, Duration interval) {
    this.file = file;
    this.watched = new WatchedFile(file);
    try {
      this.content = RegistryReader.read(watched.read());
    } catch (RegistryException e) {
      throw new RegistryException(file + ": " + e.sentence());
    }
    Thread.ofVirtual().name("drover-registry").start(() -> watch(interval));
  }

  /**
   * Reads the file and watches it every second until closed.
   *
   * @throws RegistryException the file is missing or wrong: one sentence with file, line and path
   */
  public static DatabaseRegistry open(Path file) {
    return open(file, Duration.ofSeconds(1));
  }

  static DatabaseRegistry open(Path file, Duration interval) {
    return new DatabaseRegistry(file.toAbsolutePath(), interval);
  }

  /** The entry of that name, or empty. */
  public Optional<DatabaseEntry> find(String name) {
    return Optional.ofNullable(content.databases().get(name));
  }

  /** All entries in the order of the file, as of now; unmodifiable. */
  public Collection<DatabaseEntry> all() {
    return content.databases().values();
  }

  /** The repositories that the file names, as of now; unmodifiable. */
  public Collection<RepositoryEntry> repositories() {
    return content.repositories().values();
  }

  /** Why the file as it is now is not in force, in one sentence; empty when it is. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /**
   * Has the listener called, on the watching thread, after entries or {@link #problem()} have
   * changed.
   */
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
        content = RegistryReader.read(text.get());
        LOG.info(
            "registry of databases read again: {} databases from {}",
            content.databases().size(),
            file);
        changed(null);
      }
    } catch (RegistryException e) {
      String sentence = file + ": " + e.sentence();
      if (!sentence.equals(problem)) {
        LOG.warn("registry of databases is broken, the last good one stays in force: {}", sentence);
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
        LOG.error("a listener to the registry of databases failed", e);
      }
    }
  }
}
