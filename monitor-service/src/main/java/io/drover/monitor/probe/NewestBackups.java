package io.drover.monitor.probe;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** What is known of committed backups. Thread-safe. */
public interface NewestBackups {
  /** Whether all was known at the last answer: while it is not, an absent backup means nothing. */
  boolean current();

  /** When the newest backup of the database was committed; empty when there is none. */
  Optional<Instant> newest(String database) throws SQLException;
}
