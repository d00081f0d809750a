package io.drover.service.target;

import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * The databases that Drover operates, read from databases.yml and read again when the file changes.
 * A broken file keeps the last good one. Thread-safe; a lookup is one access to a hash map.
 */
public final class DatabaseRegistry implements Closeable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final ReloadedFile<RegistryContent> content;

  private DatabaseRegistry(ReloadedFile<RegistryContent> content) {
    this.content = content;
  }

  /**
   * Reads the file and watches it every second until closed; policies that ask for approvals are
   * refused.
   *
   * @throws RegistryException the file is missing or wrong: one sentence with file, line and path
   */
  public static DatabaseRegistry open(Path file) {
    return open(file, false);
  }

  /**
   * The same.
   *
   * @param proofs whether it can be proven who approves; without that a policy that asks for
   *     approvals is a mistake
   */
  public static DatabaseRegistry open(Path file, boolean proofs) {
    return new DatabaseRegistry(
        new ReloadedFile<>(file, INTERVAL, text -> RegistryReader.read(text, proofs)));
  }

  static DatabaseRegistry open(Path file, Duration interval) {
    return new DatabaseRegistry(new ReloadedFile<>(file, interval, RegistryReader::read));
  }

  /** The entry of that name, or empty. */
  public Optional<DatabaseEntry> find(String name) {
    return Optional.ofNullable(content.value().databases().get(name));
  }

  /** All entries in the order of the file, as of now; unmodifiable. */
  public Collection<DatabaseEntry> all() {
    return content.value().databases().values();
  }

  /** The repositories that the file names, as of now; unmodifiable. */
  public Collection<RepositoryEntry> repositories() {
    return content.value().repositories().values();
  }

  /** Why the file as it is now is not in force, in one sentence; empty when it is. */
  public Optional<String> problem() {
    return content.problem();
  }

  /**
   * Has the listener called, on the watching thread, after entries or {@link #problem()} have
   * changed.
   */
  public void onChange(Runnable listener) {
    content.onChange(listener);
  }

  @Override
  public void close() {
    content.close();
  }
}
