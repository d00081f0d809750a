package io.drover.service.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** What a lane has left to do. */
public class LaneWork {
  private final Lanes lanes;

  public LaneWork(Lanes lanes) {
    this.lanes = lanes;
  }

  /** Whether the execution of the lane that was picked in this version is still the newest. */
  public boolean executedBy(Connection connection, String lane, long version) throws SQLException {
    return lanes.executedBy(connection, lane, version);
  }

  /**
   * When the lane's head is due, under the lane's lock; empty when nothing is, until the lane is
   * woken.
   */
  public Optional<Instant> next(Connection connection, String lane) throws SQLException {
    lanes.lock(connection, lane);
    try (var select =
        connection.prepareStatement(
            """
            SELECT state, greatest(clock_timestamp(), resume_at) FROM operation
            WHERE lane = ? AND finished_at IS NULL ORDER BY depth DESC, accepted_order LIMIT 1
            """)) {
      select.setString(1, lane);
      try (var row = select.executeQuery()) {
        if (!row.next() || row.getString(1).equals(OperationState.AWAITING.name())) {
          return Optional.empty();
        }
        return Optional.of(row.getObject(2, OffsetDateTime.class).toInstant());
      }
    }
  }
}
