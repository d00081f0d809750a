package io.drover.backup.dump;

import io.drover.backup.content.RowCounter;
import io.drover.backup.content.Table;
import io.drover.backup.repository.Manifest.TableRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.postgresql.PGConnection;

/** Counts rows in the snapshot's own transaction while the dump is written. */
final class Counting implements AutoCloseable {
  private final Connection connection;
  private final FutureTask<List<TableRows>> task;

  private Counting(Connection connection, List<Table> tables) {
    this.connection = connection;
    this.task = new FutureTask<>(() -> RowCounter.count(connection, tables));
  }

  /** Starts; the connection belongs to this object until it is closed. */
  static Counting start(Connection connection, List<Table> tables) {
    Counting counting = new Counting(connection, tables);
    Thread.ofVirtual().name("drover-count-rows").start(counting.task);
    return counting;
  }

  /** Waits for the rows; an interrupt at the attempt's deadline ends the wait. */
  List<TableRows> await() throws SQLException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException problem) {
        throw problem;
      }
      throw new IllegalStateException("the rows could not be counted", e.getCause());
    }
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
