package io.drover.monitor.probe;

import io.drover.service.target.ServerEntry;
import io.drover.service.target.TargetConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that is kept to a server, in its maintenance database. Used by one look at a
 * time; {@link #abandon} and {@link #end} by any thread.
 */
final class ServerSession {
  static final String APPLICATION = "drover-monitor";
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final int VALID_SECONDS = 2;

  private final ServerEntry server;
  private final TargetConnections connections;
  private final Duration readTimeout;
  private volatile @Nullable Connection kept;
  private volatile boolean ended;

  ServerSession(ServerEntry server, TargetConnections connections, Duration readTimeout) {
    this.server = server;
    this.connections = connections;
    this.readTimeout = readTimeout;
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
    // A look that began before the end would keep a connection that nobody closes.
    if (ended) {
      abandon();
      throw new SQLNonTransientConnectionException("no longer looked at", "08003");
    }
    return fresh;
  }

  /** Closes the connection in order, so that another may take its place at once. */
  void close() {
    Connection current = kept;
    kept = null;
    if (current != null) {
      try {
        current.close();
      } catch (SQLException gone) {
        // It is gone already: nothing is left to close.
      }
    }
  }

  /** Abandons the connection, and each that a look which is under way opens yet. */
  void end() {
    ended = true;
    abandon();
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
