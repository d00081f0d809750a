package io.drover.migration.flyway;

import io.drover.migration.execution.SessionLimits;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Gives Flyway the attempt's own connections: direct, named and ended with the attempt. */
final class AttemptDataSource implements DataSource {
  private final Attempt<?> attempt;
  private final SessionLimits limits;

  AttemptDataSource(Attempt<?> attempt, SessionLimits limits) {
    this.attempt = attempt;
    this.limits = limits;
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      Connection connection = attempt.connect();
      limits.apply(connection);
      return connection;
    } catch (OperationFailure e) {
      throw new SQLException(e.message(), e);
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the attempt knows the credentials");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
