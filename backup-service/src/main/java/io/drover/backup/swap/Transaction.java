package io.drover.backup.swap;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements that take effect together. */
final class Transaction {
  private Transaction() {}

  /** What is done in it. */
  interface Work {
    void run() throws SQLException;
  }

  /** Runs the work and commits; the connection is in auto-commit mode before and after. */
  static void run(Connection connection, Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      try (Statement statement = connection.createStatement()) {
        // Someone else's transaction on the same database must not hold the exchange up for ever.
        statement.execute("SET LOCAL lock_timeout = '5s'");
      }
      work.run();
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      rollback(connection, e);
      throw e;
    }
    connection.setAutoCommit(true);
  }

  private static void rollback(Connection connection, Exception cause) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException broken) {
      cause.addSuppressed(broken);
    }
  }
}
