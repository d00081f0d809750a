package io.drover.backup.dump;

import io.drover.backup.content.ContentHash;
import io.drover.backup.content.RowCounter;
import io.drover.backup.content.SchemaObjects;
import io.drover.backup.content.Table;
import io.drover.backup.repository.Manifest.ObjectCounts;
import io.drover.backup.repository.Manifest.TableRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Counts rows and other objects in the snapshot's own transaction while the dump is written. */
final class Counting implements AutoCloseable {
  private final Connection connection;
  private final FutureTask<Counted> task;

  private Counting(Connection connection, List<Table> tables, boolean hashed) {
    this.connection = connection;
    this.task = new FutureTask<>(() -> count(connection, tables, hashed));
  }

  /**
   * What was counted.
   *
   * @param invalidIndexes those that the dump leaves out
   */
  record Counted(List<TableRows> rows, ObjectCounts objects, List<String> invalidIndexes) {}

  /**
   * Starts; the connection belongs to this object until it is closed.
   *
   * @param hashed whether the content of tables and large objects is hashed too
   */
  static Counting start(Connection connection, List<Table> tables, boolean hashed) {
    Counting counting = new Counting(connection, tables, hashed);
    Thread.ofVirtual().name("drover-count-rows").start(counting.task);
    return counting;
  }

  private static Counted count(Connection connection, List<Table> tables, boolean hashed)
      throws SQLException {
    Optional<ContentHash> hash =
        hashed
            ? Optional.of(ContentHash.prepare(connection, Table::restoredAsDumped))
            : Optional.empty();
    List<TableRows> rows = RowCounter.count(connection, tables, hash);
    @Nullable String largeObjects =
        hash.isPresent() ? hash.get().largeObjects(connection).orElse(null) : null;
    return new Counted(
        rows,
        SchemaObjects.count(connection, largeObjects),
        SchemaObjects.invalidIndexes(connection));
  }

  /** Waits for the counts; an interrupt at the attempt's deadline ends the wait. */
  Counted await() throws SQLException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw problem(e.getCause());
    }
  }

  /**
   * Throws when the counting has failed already: its transaction is over then, and pg_dump misses
   * the snapshot without knowing why.
   */
  void requireSound() throws SQLException {
    if (task.state() == Future.State.FAILED) {
      throw problem(task.exceptionNow());
    }
  }

  private static SQLException problem(@Nullable Throwable cause) {
    if (cause instanceof SQLException problem) {
      return problem;
    }
    throw new IllegalStateException("the rows could not be counted", cause);
  }

  /** Ends the statement that may still run, which else goes on in the server. */
  @Override
  public void close() throws SQLException {
    if (!task.isDone()) {
      task.cancel(false);
      connection.unwrap(PGConnection.class).cancelQuery();
      connection.abort(Runnable::run);
    }
  }
}
