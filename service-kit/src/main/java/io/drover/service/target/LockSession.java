package io.drover.service.target;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The session in the maintenance database that holds advisory locks. A statement has a read limit
 * of its own, so that a network that swallows packets is noticed; after such a failure the
 * connection is closed. Thread-safe.
 */
final class LockSession implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** Only settings that the server knows are set: older ones lack some. */
  private static final String SETTINGS =
      """
      SELECT set_config(wanted.name, wanted.value, false)
      FROM (VALUES ('statement_timeout', '0'), ('idle_session_timeout', '0'), ('lock_timeout', '0'),
                   ('tcp_keepalives_idle', '10'), ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3'))
           AS wanted (name, value)
      JOIN pg_settings USING (name)\
      """;

  private static final String HOLDERS =
      """
      SELECT l.classid::bigint << 32 | l.objid::bigint, l.pid, l.pid = pg_backend_pid(),
             coalesce(a.application_name, ''), coalesce(to_char(a.backend_start, 'YYYY-MM-DD"T"HH24:MI:SSOF'), '')
      FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (l.classid::bigint << 32 | l.objid::bigint) = ANY (?)
      ORDER BY l.pid\
      """;

  /** A session that holds a key. */
  record Holder(long key, int pid, boolean own, String applicationName, String since) {
    String description() {
      return applicationName + " (pid " + pid + (since.isEmpty() ? "" : ", since " + since) + ")";
    }

    static String descriptions(List<Holder> holders) {
      return holders.stream().map(Holder::description).distinct().collect(Collectors.joining(", "));
    }
  }

  private final Connection connection;
  private final ReentrantLock use = new ReentrantLock();
  private volatile @Nullable PreparedStatement running;

  private LockSession(Connection connection) {
    this.connection = connection;
  }

  /** A session on the connection, which it owns from now on, even when this fails. */
  static LockSession on(Connection connection) throws SQLException {
    var session = new LockSession(connection);
    try {
      session.query(SETTINGS, statement -> {}, row -> "", ANSWER);
      return session;
    } catch (SQLException e) {
      session.abort();
      throw e;
    }
  }

  /** Waits in PostgreSQL's queue; a lock_timeout of the server ends the waiting. */
  void lock(String function, long key, Duration timeout) throws SQLException {
    long millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    query(
        "SELECT set_config('lock_timeout', ?, false)",
        statement -> statement.setString(1, millis + "ms"),
        row -> "",
        ANSWER);
    query("SELECT " + function + "(?)", key, timeout.plusSeconds(10));
  }

  /** Calls a function of advisory locks that does not wait; false only when it answers false. */
  boolean call(String function, long key) throws SQLException {
    return !"f".equals(query("SELECT " + function + "(?)", key, ANSWER));
  }

  /** Those who hold any of the keys, this session among them. */
  List<Holder> holders(Long... keys) throws SQLException {
    return query(
        HOLDERS,
        statement -> statement.setArray(1, connection.createArrayOf("bigint", keys)),
        row ->
            new Holder(
                row.getLong(1),
                row.getInt(2),
                row.getBoolean(3),
                row.getString(4),
                row.getString(5)),
        ANSWER);
  }

  /** Asks the server to end the statement that is running, if there is one. */
  void cancel() throws SQLException {
    PreparedStatement statement = running;
    if (statement != null) {
      statement.cancel();
    }
  }

  /** Cuts the connection without a word, from any thread. */
  void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // A connection that cannot be aborted is closed already.
    }
  }

  /** Releases everything at once, not only when the backend has noticed that it may go. */
  @Override
  public void close() {
    try {
      query("SELECT pg_advisory_unlock_all()", statement -> {}, row -> "", ANSWER);
      connection.close();
    } catch (SQLException e) {
      abort();
    }
  }

  private String query(String sql, long key, Duration limit) throws SQLException {
    List<String> rows =
        query(
            sql,
            statement -> statement.setLong(1, key),
            row -> String.valueOf(row.getString(1)),
            limit);
    return rows.getFirst();
  }

  interface Binder {
    void bind(PreparedStatement statement) throws SQLException;
  }

  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  <T> List<T> query(String sql, Binder binder, Row<T> row, Duration limit) throws SQLException {
    use.lock();
    try {
      connection.setNetworkTimeout(
          Runnable::run, (int) Math.min(limit.toMillis(), Integer.MAX_VALUE));
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        running = statement;
        binder.bind(statement);
        List<T> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            rows.add(row.of(result));
          }
        }
        return rows;
      } finally {
        running = null;
      }
    } finally {
      use.unlock();
    }
  }
}
