package io.drover.service.state;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Hands out the transaction of the current thread, guarded against being ended by a borrower. */
final class JoiningDataSource implements DataSource {
  private static final Set<String> OWNERS_BUSINESS =
      Set.of("close", "commit", "rollback", "setAutoCommit", "abort");

  private final DataSource pool;
  private final Supplier<@Nullable Connection> current;

  JoiningDataSource(DataSource pool, Supplier<@Nullable Connection> current) {
    this.pool = pool;
    this.current = current;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection owner = current.get();
    return owner == null ? pool.getConnection() : borrowed(owner);
  }

  private static Connection borrowed(Connection owner) {
    return (Connection)
        Proxy.newProxyInstance(
            JoiningDataSource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (OWNERS_BUSINESS.contains(method.getName())) {
                return null;
              }
              try {
                return method.invoke(owner, arguments);
              } catch (InvocationTargetException wrapped) {
                throw wrapped.getTargetException();
              }
            });
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("connections come with the pool's own user");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    pool.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return pool.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return pool.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return pool.isWrapperFor(type);
  }
}
