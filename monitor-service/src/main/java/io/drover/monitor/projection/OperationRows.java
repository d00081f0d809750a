package io.drover.monitor.projection;

import io.drover.monitor.projection.OperationView.FailureView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Turns rows of the operations table into views. */
final class OperationRows {
  private final ProgressBoard board;

  OperationRows(ProgressBoard board) {
    this.board = board;
  }

  OperationView read(ResultSet row) throws SQLException {
    String kind = row.getString("kind");
    String id = row.getString("operation_id");
    boolean terminal = row.getBoolean("terminal");
    Instant changedAt = row.getObject("changed_at", OffsetDateTime.class).toInstant();
    Instant startedAt = instant(row, "started_at");
    Instant endedAt = terminal ? changedAt : null;
    return new OperationView(
        kind,
        id,
        row.getString("database"),
        row.getString("state"),
        terminal,
        row.getInt("attempt"),
        row.getString("requested_by"),
        row.getString("reason"),
        row.getString("labels"),
        row.getObject("first_at", OffsetDateTime.class).toInstant(),
        instant(row, "accepted_at"),
        startedAt,
        endedAt,
        changedAt,
        startedAt == null || endedAt == null
            ? null
            : Duration.between(startedAt, endedAt).toMillis(),
        instant(row, "deadline"),
        row.getString("parent_kind"),
        row.getString("parent_operation_id"),
        row.getString("service"),
        row.getString("instance"),
        row.getString("trace_id"),
        row.getString("waiting_for"),
        row.getString("waiting_detail"),
        failure(row),
        row.getString("result"),
        terminal ? null : board.get(new Operation.Key(kind, id)));
  }

  private static @Nullable FailureView failure(ResultSet row) throws SQLException {
    String code = row.getString("failure_code");
    return code == null
        ? null
        : new FailureView(
            code,
            row.getString("failure_message"),
            row.getString("failure_detail"),
            row.getBoolean("failure_retryable"),
            row.getString("failure_remedy"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }
}
