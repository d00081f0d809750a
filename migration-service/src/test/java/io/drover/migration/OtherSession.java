package io.drover.migration;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;

/** A session of somebody else that has a transaction open. */
final class OtherSession implements AutoCloseable {
  private final Connection connection;

  private OtherSession(Connection connection) {
    this.connection = connection;
  }

  /** One that has run the statement and stays in its transaction. */
  static OtherSession holding(Workbench bench, String sql) throws SQLException {
    Connection connection = bench.server().connect(bench.database());
    connection.setClientInfo("ApplicationName", "report");
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return new OtherSession(connection);
  }

  int pid() throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  /** Ends the transaction as soon as the attempt has stated that it waits. */
  void endsWhenWaitedFor(LiveAttempt attempt) {
    whenWaiting(attempt, this::end);
  }

  /** Does something as soon as the attempt has stated that it waits. */
  static void whenWaiting(LiveAttempt attempt, Runnable action) {
    Thread.startVirtualThread(
        () -> {
          await()
              .atMost(Duration.ofSeconds(20))
              .pollInterval(Duration.ofMillis(20))
              .until(() -> !attempt.facts().isEmpty());
          action.run();
        });
  }

  void end() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
