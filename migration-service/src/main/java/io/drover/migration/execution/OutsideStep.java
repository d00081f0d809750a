package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A statement that runs in no transaction, and how the catalogue tells what became of it. Names are
 * kept as the script writes them and are looked up by PostgreSQL's own rules in the script's
 * session.
 */
sealed interface OutsideStep
    permits CreateIndexStep,
        DropIndexStep,
        ReindexStep,
        DetachStep,
        ServerObjectStep,
        RepeatableStep,
        UnverifiableStep {
  /** Whether nobody queues behind it while it waits for a lock, and giving up loses its work. */
  default boolean patient() {
    return false;
  }

  /** Whether it may be tried again at once when it did not get a lock in time. */
  default boolean retried() {
    return !patient();
  }

  /**
   * Whether what it is to do is there before it was ever begun: what is found later would then not
   * be known to be its own.
   */
  default boolean taken(Connection connection) throws SQLException {
    return false;
  }

  /** Whether it is known, after PostgreSQL refused it, to have left nothing. */
  default boolean untouched(Connection connection) throws SQLException {
    return false;
  }

  /** What became of it, when it was begun and its end is not known. */
  Found inspect(Connection connection) throws SQLException;

  /** Whether the catalogue agrees that it is done, after PostgreSQL said so. */
  default boolean achieved(Connection connection) throws SQLException {
    return true;
  }
}
