package io.drover.service.state;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * The service's own PostgreSQL schema. Thread-safe.
 *
 * <p>{@link #inTransaction} runs a piece of work in one transaction; whatever the same thread asks
 * of {@link #dataSource()} meanwhile happens in that transaction too, so that libraries take part
 * without knowing.
 */
public final class StateDatabase implements AutoCloseable {
  private final ScopedValue<Transaction> current = ScopedValue.newInstance();
  private final HikariDataSource pool;
  private final DataSource joining;

  /** Takes the pool over and closes it with itself. */
  public StateDatabase(HikariDataSource pool) {
    this.pool = pool;
    this.joining =
        new JoiningDataSource(pool, () -> current.isBound() ? current.get().connection() : null);
  }

  private record Transaction(Connection connection, List<Runnable> afterwards) {}

  /** Work done inside a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Work without a result done inside a transaction. */
  @FunctionalInterface
  public interface Change {
    void run(Connection connection) throws SQLException;
  }

  /**
   * Runs the work in a transaction: the current one of this thread, or a new one that commits at
   * the end and rolls back when the work throws.
   */
  public <T> T inTransaction(Work<T> work) throws SQLException {
    if (current.isBound()) {
      return work.run(current.get().connection());
    }
    List<Runnable> afterwards = new ArrayList<>();
    T result = inNewTransaction(work, afterwards);
    afterwards.forEach(Runnable::run);
    return result;
  }

  private <T> T inNewTransaction(Work<T> work, List<Runnable> afterwards) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result =
            ScopedValue.where(current, new Transaction(connection, afterwards))
                .<T, SQLException>call(() -> work.run(connection));
        connection.commit();
        return result;
      } catch (Throwable problem) {
        rollback(connection, problem);
        throw problem;
      } finally {
        restoreAutoCommit(connection);
      }
    }
  }

  /**
   * Has the action done after the current transaction of this thread has committed, at once when
   * there is none, and never when it rolls back. It must not throw.
   */
  public void afterCommit(Runnable action) {
    if (current.isBound()) {
      current.get().afterwards().add(action);
    } else {
      action.run();
    }
  }

  /** Like {@link #inTransaction(Work)} for work without a result. */
  public void change(Change change) throws SQLException {
    inTransaction(
        connection -> {
          change.run(connection);
          return Boolean.TRUE;
        });
  }

  /**
   * Connections that join the current transaction of the thread, or come from the pool in
   * auto-commit.
   */
  public DataSource dataSource() {
    return joining;
  }

  /**
   * Whether a statement failed because the database or something it needs is away, so that the same
   * may succeed later: connections, resources, shutdown, deadlocks, timeouts.
   */
  public static boolean away(SQLException problem) {
    String state = problem.getSQLState();
    if (state == null || problem instanceof SQLTransientConnectionException) {
      return true;
    }
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "08", "53", "57", "58", "40", "25", "55" -> true;
      default -> false;
    };
  }

  /** Now, by the clock of the database. */
  public Instant now() throws SQLException {
    return inTransaction(StateDatabase::clock);
  }

  /**
   * Now, by the clock of the database, inside a transaction: moves on while the transaction lasts.
   */
  public static Instant clock(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT clock_timestamp()")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private static void rollback(Connection connection, Throwable problem) {
    try {
      connection.rollback();
    } catch (SQLException alsoFailed) {
      problem.addSuppressed(alsoFailed);
    }
  }

  private static void restoreAutoCommit(Connection connection) {
    try {
      connection.setAutoCommit(true);
    } catch (SQLException gone) {
      // The pool throws a broken connection away by itself.
    }
  }
}
