package io.drover.monitor.probe;

import java.util.Optional;

/** What Drover does to databases now. Thread-safe; asked once a database and look. */
public interface RunningWork {
  /** What runs on this database, such as {@code a migration}; empty for nothing. */
  Optional<String> on(String database);
}
