package io.drover.migration.execution;

import io.drover.service.operation.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Tells how far the index is that a session builds (manual, chapter Progress Reporting). */
final class IndexProgress {
  private static final String FIND =
      "SELECT phase, blocks_done, blocks_total FROM pg_stat_progress_create_index WHERE pid = ?";

  private static final int QUERY_SECONDS = 5;

  private final Progress progress;
  private final int pid;
  private String phase = "";

  IndexProgress(Progress progress, int pid) {
    this.progress = progress;
    this.pid = pid;
  }

  void look(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FIND)) {
      query.setQueryTimeout(QUERY_SECONDS);
      query.setInt(1, pid);
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          tell(row.getString(1), row.getLong(2), row.getLong(3));
        }
      }
    }
  }

  private void tell(String now, long blocks, long total) {
    if (!now.equals(phase)) {
      phase = now;
      progress.phase(now, "blocks", total);
    }
    progress.done(blocks);
  }
}
