package io.drover.backup.restore;

import io.drover.backup.content.ReadingSession;
import io.drover.backup.content.Sql;
import io.drover.backup.repository.Parallel;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the statistics that a dump does not hold: without them the first queries are slow.
 *
 * @param jobs how many tables are analyzed side by side
 */
record Statistics(Attempt<?> attempt, String database, int jobs) {
  /**
   * The largest first, so that none is left for the end. A partitioned one takes its parts along.
   */
  private static final String TABLES =
      """
      SELECT format('%I.%I', n.nspname, c.relname)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm', 'p') AND NOT c.relispartition AND NOT c.relisshared
        AND c.relpersistence <> 't'
      ORDER BY CASE WHEN c.relkind = 'p'
        THEN (SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree(c.oid))
        ELSE pg_relation_size(c.oid) END DESC
      """;

  /** As many as the request says, else as the policy does. */
  static Statistics of(Attempt<?> attempt, String database, @Nullable Integer jobs) {
    int policy = attempt.target().entry().policy().backup().dump().jobs();
    return new Statistics(attempt, database, jobs == null ? policy : jobs);
  }

  /** Analyzes every table that the user may; each is committed by itself. */
  void gather() throws OperationFailure, InterruptedException, SQLException {
    attempt.progress().phase("analyzing", "tables", 0);
    Queue<String> tables = new ConcurrentLinkedQueue<>();
    try (Connection connection = prepared()) {
      tables.addAll(Sql.query(connection, TABLES, row -> row.getString(1)));
    }
    Parallel.map(Collections.nCopies(jobs, tables), this::analyze);
    attempt.reached("analyzed");
  }

  private int analyze(Queue<String> tables) throws OperationFailure {
    int analyzed = 0;
    try (Connection connection = prepared();
        Statement statement = connection.createStatement()) {
      // Braces and question marks in names are no syntax of the driver's.
      statement.setEscapeProcessing(false);
      for (String table = tables.poll(); table != null; table = tables.poll()) {
        statement.execute("ANALYZE " + table);
        analyzed++;
      }
      return analyzed;
    } catch (SQLException e) {
      tables.clear();
      throw attempt.explain(e);
    }
  }

  private Connection prepared() throws OperationFailure, SQLException {
    Duration lockTimeout = attempt.target().entry().policy().lockTimeout();
    Connection connection = attempt.connect(database);
    ReadingSession.prepare(connection, lockTimeout);
    return connection;
  }
}
