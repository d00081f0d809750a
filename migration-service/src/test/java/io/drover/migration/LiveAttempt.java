package io.drover.migration;

import static org.awaitility.Awaitility.await;

import io.drover.localstack.PostgresServer;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Progress;
import io.drover.service.target.LockMode;
import io.drover.service.target.Target;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/**
 * An attempt on a real server, with real connections and a real advisory lock, without a ledger.
 */
final class LiveAttempt extends RequestedAttempt implements AutoCloseable {
  private final PostgresServer server;
  private final RecordedProgress progress = new RecordedProgress();
  private final List<String> steps = new CopyOnWriteArrayList<>();
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final List<Integer> backends = new CopyOnWriteArrayList<>();
  private final Map<String, Runnable> actions = new HashMap<>();
  private volatile boolean ended;

  LiveAttempt(
      PostgresServer server,
      Target target,
      MigrateRequested command,
      @Nullable ChildOutcome child) {
    super(target, command, child);
    this.server = server;
  }

  /** Runs the action when the step is reached. */
  LiveAttempt when(String step, Runnable action) {
    actions.put(step, action);
    return this;
  }

  /** Ends the attempt as a cancel does: its connections are closed under it. */
  void end() {
    ended = true;
    connections.forEach(LiveAttempt::abort);
  }

  List<String> steps() {
    return List.copyOf(steps);
  }

  List<String> told() {
    return progress.told();
  }

  List<Connection> connections() {
    return new ArrayList<>(connections);
  }

  @Override
  public void reached(String step) throws InterruptedException {
    if (ended) {
      throw new InterruptedException("ended");
    }
    steps.add(step);
    actions.getOrDefault(step, () -> {}).run();
  }

  @Override
  public void fence() throws InterruptedException {
    if (ended) {
      throw new InterruptedException("ended");
    }
  }

  @Override
  public void lock(LockMode mode) throws OperationFailure {
    try (Statement statement = connectToMaintenance().createStatement()) {
      String function = mode == LockMode.EXCLUSIVE ? "pg_advisory_lock" : "pg_advisory_lock_shared";
      statement.execute(
          "SELECT %s(hashtext(%s))"
              .formatted(function, statement.enquoteLiteral(target().physicalName())));
      endLeftovers(statement);
    } catch (SQLException e) {
      throw explain(e);
    }
  }

  /** As the service's own lock does: a server hears of an ended attempt only a moment later. */
  private void endLeftovers(Statement statement) throws SQLException {
    String left =
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = %s AND application_name LIKE 'drover/%%' AND NOT pid = ANY ('{%s}')
        """
            .formatted(
                statement.enquoteLiteral(target().physicalName()),
                backends.stream().map(String::valueOf).collect(Collectors.joining(",")));
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              try (var rows = statement.executeQuery(left)) {
                return !rows.next();
              }
            });
  }

  @Override
  public Connection connect(String physicalDatabase) throws OperationFailure {
    try {
      Connection connection =
          DriverManager.getConnection(server.jdbcUrl(physicalDatabase), properties());
      connections.add(connection);
      backends.add(connection.unwrap(PGConnection.class).getBackendPID());
      return connection;
    } catch (SQLException e) {
      throw explain(e);
    }
  }

  private Properties properties() {
    var properties = new Properties();
    PGProperty.USER.set(properties, server.superuser());
    PGProperty.PASSWORD.set(properties, server.password());
    PGProperty.APPLICATION_NAME.set(properties, "drover/migrate/" + operationId());
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.2");
    return properties;
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public void close() {
    connections.forEach(LiveAttempt::abort);
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
