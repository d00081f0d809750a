package io.drover.service.ledger;

import io.drover.schemas.OperationHeader;
import io.drover.service.ledger.EarlyCancels.Cancel;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Inserts many operations in one statement; those that are there already stay as they are. */
final class OperationInsert {
  private static final String STATEMENT =
      """
      INSERT INTO operation (kind, operation_id, accepted_order, database, lane, depth, digest, state,
          sequence, request, request_event_id, traceparent, accepted_at, expires_at, deadline,
          finished_at, terminal_type, terminal_fact, held_lane, requester, approve_by)
      SELECT n.kind, n.operation_id, n.accepted_order, n.database, n.lane,
          coalesce((SELECT p.depth + 1 FROM operation p WHERE p.state = 'AWAITING'
              AND p.child_kind = n.kind AND p.child_id = n.operation_id AND p.lane = n.lane LIMIT 1), 0),
          n.digest, n.state, n.sequence, n.request, n.request_event_id, n.traceparent, ?,
          n.expires_at, n.deadline, CASE WHEN n.terminal_type IS NOT NULL THEN ?::timestamptz END,
          n.terminal_type, n.terminal_fact, n.held_lane, n.requester, n.approve_by
      FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[],
          ?::bytea[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::bytea[],
          ?::text[], ?::text[], ?::timestamptz[])
        AS n (kind, operation_id, accepted_order, database, lane, digest, state, sequence,
          request, request_event_id, traceparent, expires_at, deadline, terminal_type, terminal_fact,
          held_lane, requester, approve_by)
      ON CONFLICT (kind, operation_id) DO NOTHING
      RETURNING kind, operation_id
      """;

  private final Facts facts;
  private final Map<OperationKey, Cancel> cancels;
  private final Instant now;

  OperationInsert(Facts facts, Map<OperationKey, Cancel> cancels, Instant now) {
    this.facts = facts;
    this.cancels = cancels;
    this.now = now;
  }

  private record Row(
      Submission submission,
      long order,
      OperationState state,
      int sequence,
      @Nullable SpecificRecord terminal) {
    boolean held() {
      return state == OperationState.APPROVAL;
    }
  }

  /** The keys that were new. */
  Set<OperationKey> insert(Connection connection, Collection<Submission> arrived)
      throws SQLException {
    if (arrived.isEmpty()) {
      return Set.of();
    }
    List<Row> rows = rows(arrived, orders(connection, arrived.size()));
    // Sorted, so that two instances that take the same records never wait for each other in a
    // circle; the order of acceptance is the order of arrival all the same.
    rows.sort(Comparator.comparing(row -> row.submission().key()));
    Set<OperationKey> inserted = new HashSet<>();
    try (PreparedStatement insert = connection.prepareStatement(STATEMENT)) {
      insert.setObject(1, now.atOffset(ZoneOffset.UTC));
      insert.setObject(2, now.atOffset(ZoneOffset.UTC));
      Columns columns = new Columns(connection, insert, rows);
      columns.next("text", row -> row.submission().key().kind());
      columns.next("text", row -> row.submission().key().operationId());
      columns.next("bigint", Row::order);
      columns.next("text", row -> row.submission().database());
      columns.next("text", row -> row.held() ? null : row.submission().lane());
      columns.next("text", row -> row.submission().digest());
      columns.next("text", row -> row.state().name());
      columns.next("int4", Row::sequence);
      columns.next("bytea", row -> row.submission().request());
      columns.next("text", row -> row.submission().eventId());
      columns.next("text", row -> row.submission().traceparent());
      columns.next("timestamptz", row -> row.submission().expiresAt().toString());
      columns.next(
          "timestamptz", row -> now.plusSeconds(row.submission().timeoutSeconds()).toString());
      columns.next(
          "text", row -> row.terminal() == null ? null : row.terminal().getSchema().getFullName());
      columns.next("bytea", row -> row.terminal() == null ? null : facts.encode(row.terminal()));
      columns.next("text", row -> row.held() ? row.submission().lane() : null);
      columns.next("text", row -> row.held() ? row.submission().requestedBy() : null);
      columns.next(
          "timestamptz", row -> row.held() ? row.submission().approveBy(now).toString() : null);
      try (var keys = insert.executeQuery()) {
        while (keys.next()) {
          inserted.add(new OperationKey(keys.getString(1), keys.getString(2)));
        }
      }
    }
    return inserted;
  }

  private List<Row> rows(Collection<Submission> arrived, List<Long> orders) {
    List<Row> rows = new ArrayList<>(arrived.size());
    for (Submission each : arrived) {
      long order = orders.get(rows.size());
      Cancel cancel = cancels.get(each.key());
      if (each.rejection() != null) {
        OperationHeader header = Facts.header(each.origin(), 1, 0, now);
        rows.add(
            new Row(
                each, order, OperationState.REJECTED, 1, Facts.rejected(header, each.rejection())));
      } else if (cancel != null) {
        OperationHeader header = Facts.header(each.origin(), 2, 0, now);
        rows.add(
            new Row(
                each, order, OperationState.CANCELLED, 2, Acceptance.cancelled(header, cancel)));
      } else if (each.held()) {
        rows.add(new Row(each, order, OperationState.APPROVAL, 2, null));
      } else {
        rows.add(new Row(each, order, OperationState.ACCEPTED, 1, null));
      }
    }
    return rows;
  }

  private static List<Long> orders(Connection connection, int count) throws SQLException {
    try (var select =
        connection.prepareStatement(
            "SELECT nextval('operation_order') AS n FROM generate_series(1, ?) ORDER BY n")) {
      select.setInt(1, count);
      List<Long> orders = new ArrayList<>(count);
      try (var row = select.executeQuery()) {
        while (row.next()) {
          orders.add(row.getLong(1));
        }
      }
      return orders;
    }
  }

  /** Sets one array parameter after another. */
  private static final class Columns {
    private final Connection connection;
    private final PreparedStatement statement;
    private final List<Row> rows;
    private int index = 3;

    Columns(Connection connection, PreparedStatement statement, List<Row> rows) {
      this.connection = connection;
      this.statement = statement;
      this.rows = rows;
    }

    void next(String type, Function<Row, @Nullable Object> value) throws SQLException {
      // Typed, since the driver sends such arrays in binary form.
      @Nullable Object[] values =
          switch (type) {
            case "bytea" -> new byte[rows.size()][];
            case "text" -> new String[rows.size()];
            case "int4" -> new Integer[rows.size()];
            case "bigint" -> new Long[rows.size()];
            default -> new Object[rows.size()];
          };
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(rows.get(i));
      }
      Array array = connection.createArrayOf(type, values);
      statement.setArray(index++, array);
    }
  }
}
