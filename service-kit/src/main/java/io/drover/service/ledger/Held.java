package io.drover.service.ledger;

import static io.drover.service.ledger.FactWriter.key;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger keeps of an operation for its approval.
 *
 * @param lane where it goes once approved; empty when it never needed an approval
 * @param requester who asked
 * @param approveBy until when it waits
 * @param decidedBy who approved or rejected it; null when nobody has
 */
record Held(
    String digest,
    String lane,
    String requester,
    Instant approveBy,
    boolean approved,
    @Nullable String decidedBy) {

  /** Of an operation that is in the ledger, and whose row is locked. */
  static Held of(Connection connection, OperationKey operation) throws SQLException {
    try (var select =
        connection.prepareStatement(
            """
            SELECT digest, held_lane, requester, approve_by, approved_at IS NOT NULL, decided_by FROM operation
            WHERE kind = ? AND operation_id = ?
            """)) {
      key(select, 1, operation);
      try (var row = select.executeQuery()) {
        row.next();
        String lane = row.getString(2);
        String requester = row.getString(3);
        OffsetDateTime approveBy = row.getObject(4, OffsetDateTime.class);
        return new Held(
            row.getString(1),
            lane == null ? "" : lane,
            requester == null ? "" : requester,
            approveBy == null ? Instant.EPOCH : approveBy.toInstant(),
            row.getBoolean(5),
            row.getString(6));
      }
    }
  }
}
