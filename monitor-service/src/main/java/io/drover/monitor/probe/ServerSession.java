package io.drover.monitor.probe;

import io.drover.service.target.ServerEntry;
import io.drover.service.target.TargetConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that is kept to a server. Used by one probe at a time; {@link #abandon} by any
 * thread.
 */
final class ServerSession {
  private static final String APPLICATION = "drover-monitor";
  private static final String LIMITS = "SET statement_timeout = '2s'; SET lock_timeout = '2s'";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final int VALID_SECONDS = 2;

  private final ServerEntry server;
  private final TargetConnections connections;
  private final Duration readTimeout;
  private volatile @Nullable Connection kept;

  ServerSession(ServerEntry server, TargetConnections connections, Duration readTimeout) {
    this.server = server;
    this.connections = connections;
    this.readTimeout = readTimeout;
  }

  ServerEntry server() {
    return server;
  }

  /** The kept connection, or a new one when it has gone. */
  Connection connection() throws SQLException {
    Connection current = kept;
    if (current != null && current.isValid(VALID_SECONDS)) {
      return current;
    }
    abandon();
    Connection fresh =
        connections.open(
            server, server.maintenanceDatabase(), APPLICATION, CONNECT_TIMEOUT, readTimeout);
    kept = fresh;
    try (var statement = fresh.createStatement()) {
      statement.execute(LIMITS);
    }
    return fresh;
  }

  /** Closes the connection without a word to the server, which may not listen. */
  void abandon() {
    Connection current = kept;
    kept = null;
    if (current != null) {
      try {
        current.abort(Runnable::run);
      } catch (SQLException gone) {
        // It is gone already: nothing is left to close.
      }
    }
  }
}
