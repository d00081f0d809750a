package io.drover.migration.review;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A database of its own on the shared server, with {@link Pair#SETUP} in it. */
final class Server {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private static final String LOCKS =
      "SELECT mode, granted FROM pg_locks WHERE locktype = 'relation' AND pid = ? AND relation = ?"
          + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

  private final PostgresServer server = TestStack.postgres();
  private final String database =
      "review_" + ProcessHandle.current().pid() + "_" + NUMBERS.incrementAndGet();

  static Server prepared() throws SQLException {
    Server made = new Server();
    made.server.createDatabase(made.database);
    try (Connection connection = made.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(Pair.SETUP);
    }
    return made;
  }

  Connection connect() throws SQLException {
    return server.connect(database);
  }

  static int pid(Connection connection) throws SQLException {
    return Integer.parseInt(value(connection, "SELECT pg_backend_pid()"));
  }

  static String value(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  static List<String> column(Connection connection, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  /** Relations by name, those of schema public without it. */
  static Map<String, Long> relations(Connection connection) throws SQLException {
    Map<String, Long> oids = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END || relname,"
                    + " c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE"
                    + " nspname IN ('public', 'attic')")) {
      while (rows.next()) {
        oids.put(rows.getString(1), rows.getLong(2));
      }
    }
    return oids;
  }

  /** The strongest lock on a relation that a session holds, or waits for; null if none. */
  static @Nullable TableLock strongest(Connection watcher, int pid, long relation, boolean held)
      throws SQLException {
    @Nullable TableLock strongest = null;
    try (PreparedStatement query = watcher.prepareStatement(LOCKS)) {
      query.setInt(1, pid);
      query.setLong(2, relation);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          TableLock lock = named(rows.getString(1));
          if (rows.getBoolean(2) == held && (strongest == null || lock.compareTo(strongest) > 0)) {
            strongest = lock;
          }
        }
      }
    }
    return strongest;
  }

  /** AccessExclusiveLock is ACCESS_EXCLUSIVE. */
  private static TableLock named(String mode) {
    String words = mode.replaceFirst("Lock$", "").replaceAll("(?<=[a-z])(?=[A-Z])", "_");
    return TableLock.valueOf(words.toUpperCase(Locale.ROOT));
  }
}
