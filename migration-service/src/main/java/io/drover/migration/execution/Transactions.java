package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.SQLException;

/** Small transactions on a connection in auto-commit mode, which it is in again afterwards. */
final class Transactions {
  /** What is done in one. */
  @FunctionalInterface
  interface Work {
    void run() throws SQLException;
  }

  private Transactions() {}

  static void run(Connection connection, Work work) throws SQLException {
    connection.setAutoCommit(false);
    boolean committed = false;
    try {
      work.run();
      connection.commit();
      committed = true;
    } finally {
      if (!committed && !connection.isClosed()) {
        connection.rollback();
      }
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }
}
