package io.drover.migration;

import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.postgresql.PGConnection;

/** A session of somebody else that has a transaction open. */
final class OtherSession implements AutoCloseable {
  private static final int ANSWER_SECONDS = 60;

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
              .atMost(Duration.ofSeconds(60))
              .pollInterval(Duration.ofMillis(20))
              .until(() -> !attempt.facts().isEmpty());
          action.run();
        });
  }

  /**
   * How an apply fails that waits for this session. Whoever watches a wait that is short may be too
   * late to see for whom it is, on a machine that stands still meanwhile; then it is asked again.
   */
  OperationFailure failureThatNamesIt(ThrowingCallable apply) throws SQLException {
    String name = "session " + pid();
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> catchThrowableOfType(OperationFailure.class, apply),
            failure -> failure.message().contains(name));
  }

  void end() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its locks are free then: a server hears of a closed connection only a moment later. */
  @Override
  public void close() throws SQLException {
    if (connection.isValid(ANSWER_SECONDS)) {
      connection.rollback();
    }
    connection.close();
  }
}
