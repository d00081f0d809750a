package io.drover.backup.restore;

import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.swap.Mark;
import io.drover.backup.swap.NamedDatabase;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The time that a scratch database has; it stands in the database's own mark. */
final class ForAWhile {
  private static final Duration TIME_TO_LIVE = Duration.ofHours(24);

  private final Attempt<RestoreRequested> attempt;
  private final String name;

  ForAWhile(Attempt<RestoreRequested> attempt) {
    this.attempt = attempt;
    this.name = attempt.target().physicalName();
  }

  /** Gives it its name and its mark at once: it is never there without an end. */
  void publish(Connection maintenance, ScratchDatabase scratch, DatabaseProperties properties)
      throws SQLException {
    Mark mark =
        new Mark(
            Mark.State.SCRATCH,
            attempt.operationId(),
            name,
            scratch.oid(),
            NamedDatabase.now(maintenance).plus(time()),
            new Mark.Before(properties.comment(), true),
            null);
    Publication.publish(maintenance, scratch.name(), name, properties.withComment(mark.text()));
  }

  private Duration time() {
    Integer seconds = attempt.command().getTimeToLiveSeconds();
    if (seconds != null) {
      return Duration.ofSeconds(seconds);
    }
    Duration longest = attempt.target().entry().policy().longestScratch();
    return longest.compareTo(TIME_TO_LIVE) < 0 ? longest : TIME_TO_LIVE;
  }

  /** When it is dropped, by the server's clock; null for a database that is none. */
  @Nullable Instant expiresAt() throws OperationFailure, SQLException {
    try (Connection maintenance = attempt.connectToMaintenance()) {
      return NamedDatabase.find(maintenance, name)
          .filter(database -> database.isMarked(Mark.State.SCRATCH))
          .map(database -> database.requireMark().until())
          .orElse(null);
    }
  }
}
