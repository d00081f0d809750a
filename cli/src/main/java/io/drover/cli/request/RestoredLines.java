package io.drover.cli.request;

import io.drover.schemas.RestoreSucceeded;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What else there is to know of a restore, and the command that comes next. */
final class RestoredLines {
  private RestoredLines() {}

  /**
   * @param psql the command that opens a database by its physical name
   */
  static List<String> of(RestoreSucceeded restore, Function<String, Optional<String>> psql) {
    List<String> lines = new ArrayList<>();
    String database = restore.getHeader().getDatabase();
    if (restore.getSafetyBackupId() != null) {
      lines.add("backup before it: " + restore.getSafetyBackupId());
      if (restore.getMode().equals("in-place")) {
        lines.add(
            "this cannot be undone; as it was: ./drover restore "
                + database
                + " --backup "
                + restore.getSafetyBackupId()
                + " --in-place --confirm "
                + database);
      }
    }
    Instant until = restore.getUndoUntil();
    if (restore.getKeptAs() != null && until != null) {
      lines.add("the other one is kept, closed, as " + restore.getKeptAs());
      lines.add(
          "undo until "
              + until.truncatedTo(ChronoUnit.SECONDS)
              + ": ./drover undo "
              + database
              + " "
              + restore.getHeader().getOperationId()
              + " --confirm "
              + database);
    }
    Instant expiresAt = restore.getExpiresAt();
    if (expiresAt != null) {
      lines.add("dropped by itself at " + expiresAt.truncatedTo(ChronoUnit.SECONDS));
      psql.apply(restore.getTargetName()).ifPresent(line -> lines.add("open it: " + line));
    }
    return lines;
  }
}
