package io.drover.service.ledger;

import io.drover.service.ledger.Facts.Origin;
import io.drover.service.ledger.RunningOperation.EndedChild;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of the ledger; locked to the end of the transaction that read it, unless by a look. */
record LedgerRow(
    Origin origin,
    @Nullable String lane,
    OperationState state,
    int attempt,
    int lostAttempts,
    int sequence,
    byte[] request,
    Instant acceptedAt,
    Instant expiresAt,
    Instant deadline,
    @Nullable Instant resumeAt,
    @Nullable Instant awaySince,
    @Nullable String childKind,
    @Nullable String childId,
    @Nullable EndedChild child,
    boolean cancelRequested,
    String cancelBy,
    String cancelReason,
    Instant now) {

  private static final String COLUMNS =
      """
      SELECT kind, operation_id, database, request_event_id, traceparent, lane, state, attempt, lost_attempts,
        sequence, request, accepted_at, expires_at, deadline, resume_at, away_since, child_kind, child_id,
        child_outcome, child_fact, cancel_requested, cancel_by, cancel_reason, clock_timestamp()
      FROM operation
      """;

  /** The operation whose turn it is in a lane: the deepest child first, else the oldest. */
  static Optional<LedgerRow> head(Connection connection, String lane) throws SQLException {
    try (var select =
        connection.prepareStatement(
            COLUMNS
                + """
                WHERE lane = ? AND finished_at IS NULL
                ORDER BY depth DESC, accepted_order LIMIT 1 FOR UPDATE
                """)) {
      select.setString(1, lane);
      return first(select.executeQuery());
    }
  }

  static Optional<LedgerRow> find(Connection connection, OperationKey key) throws SQLException {
    return one(connection, key, " FOR UPDATE");
  }

  /** The row as it is now, not locked. */
  static Optional<LedgerRow> look(Connection connection, OperationKey key) throws SQLException {
    return one(connection, key, "");
  }

  private static Optional<LedgerRow> one(Connection connection, OperationKey key, String locking)
      throws SQLException {
    try (var select =
        connection.prepareStatement(COLUMNS + "WHERE kind = ? AND operation_id = ?" + locking)) {
      select.setString(1, key.kind());
      select.setString(2, key.operationId());
      return first(select.executeQuery());
    }
  }

  private static Optional<LedgerRow> first(ResultSet rows) throws SQLException {
    try (rows) {
      return rows.next() ? Optional.of(read(rows)) : Optional.empty();
    }
  }

  private static LedgerRow read(ResultSet row) throws SQLException {
    String childKind = row.getString(17);
    String childId = row.getString(18);
    String childOutcome = row.getString(19);
    byte[] childFact = row.getBytes(20);
    return new LedgerRow(
        new Origin(
            new OperationKey(row.getString(1), row.getString(2)),
            row.getString(3),
            row.getString(4),
            row.getString(5)),
        row.getString(6),
        OperationState.valueOf(row.getString(7)),
        row.getInt(8),
        row.getInt(9),
        row.getInt(10),
        row.getBytes(11),
        row.getObject(12, OffsetDateTime.class).toInstant(),
        row.getObject(13, OffsetDateTime.class).toInstant(),
        row.getObject(14, OffsetDateTime.class).toInstant(),
        instant(row, 15),
        instant(row, 16),
        childKind,
        childId,
        childKind == null || childId == null || childOutcome == null || childFact == null
            ? null
            : new EndedChild(childKind, childId, childOutcome, childFact),
        row.getBoolean(21),
        row.getString(22),
        row.getString(23),
        row.getObject(24, OffsetDateTime.class).toInstant());
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** The operation as the given attempt holds it. */
  RunningOperation held(int byAttempt, List<EndedChild> endedChildren) {
    return new RunningOperation(
        origin,
        lane == null ? "" : lane,
        byAttempt,
        request,
        acceptedAt,
        deadline,
        awaySince,
        child,
        endedChildren);
  }
}
