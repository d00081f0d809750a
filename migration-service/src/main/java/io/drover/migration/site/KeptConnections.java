package io.drover.migration.site;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one database that are lent again after they were given back. Each comes back as
 * new: what the session held or had set is let go of when it is given back (manual of {@code
 * DISCARD}). Thread-safe.
 */
final class KeptConnections implements AutoCloseable {
  private static final int VALID_SECONDS = 10;

  private final Deque<Connection> idle = new ArrayDeque<>();

  /** One that was given back and still answers; null when there is none. */
  @Nullable Connection lend() throws SQLException {
    for (Connection next = poll(); next != null; next = poll()) {
      if (next.isValid(VALID_SECONDS)) {
        return keep(next);
      }
      next.close();
    }
    return null;
  }

  /** The same connection, which is not closed when it is closed, but given back. */
  Connection keep(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            KeptConnections.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new Lent(connection)::invoke);
  }

  /** Closes those that nobody has; those that are lent are kept when they come back. */
  @Override
  public void close() {
    for (Connection next = poll(); next != null; next = poll()) {
      try {
        next.close();
      } catch (SQLException gone) {
        // It is closed with the attempt at the latest.
      }
    }
  }

  private synchronized @Nullable Connection poll() {
    return idle.poll();
  }

  private synchronized void push(Connection connection) {
    idle.push(connection);
  }

  private final class Lent {
    private final Connection connection;
    private volatile boolean givenBack;

    Lent(Connection connection) {
      this.connection = connection;
    }

    @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      return switch (method.getName()) {
        case "close" -> giveBack();
        case "isClosed" -> givenBack || connection.isClosed();
        default -> forwarded(method, arguments);
      };
    }

    private @Nullable Object forwarded(Method method, Object @Nullable [] arguments)
        throws Throwable {
      if (givenBack && method.getDeclaringClass() == Connection.class) {
        throw new SQLException("The connection has been given back.", "08003");
      }
      try {
        return method.invoke(connection, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    private @Nullable Object giveBack() throws SQLException {
      if (givenBack) {
        return null;
      }
      givenBack = true;
      try {
        if (!connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
        connection.setReadOnly(false);
        connection.clearWarnings();
        try (Statement statement = connection.createStatement()) {
          statement.execute("DISCARD ALL");
        }
        push(connection);
      } catch (SQLException broken) {
        connection.close();
      }
      return null;
    }
  }
}
