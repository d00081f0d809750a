package io.drover.backup.swap;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A database that is about to come into service. */
public interface Arrival {
  /** Its name until then. */
  String name();

  /** Its comment until then, of a mark what is {@link Mark#brief}; null when it has none. */
  @Nullable String comment();

  /** Makes it what its users shall find, in the transaction that gives it its name. */
  void open(Connection maintenance) throws SQLException;
}
