package io.drover.monitor.projection;

import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operations and their timelines, read from the tables. Thread-safe. */
public final class OperationQueries {
  private static final String NEWEST_FIRST =
      " ORDER BY first_at DESC, kind DESC, operation_id DESC";
  private static final Set<String> UNSUCCESSFUL =
      Set.of("failed", "cancelled", "rejected", "refused");
  private static final String DIGEST =
      """
      SELECT body ->> 'requestDigest' FROM operation_facts
      WHERE kind = ? AND operation_id = ? AND type = 'OperationAccepted' LIMIT 1
      """;
  private static final String BY_KEYS =
      "SELECT * FROM operations WHERE (kind, operation_id) IN (SELECT * FROM unnest(?, ?))"
          + NEWEST_FIRST;
  private static final String TIMELINE =
      """
      SELECT sequence, attempt, type, known, observed_at, topic, partition, "offset", body
      FROM operation_facts WHERE kind = ? AND operation_id = ?
      ORDER BY observed_at, sequence, partition, "offset" LIMIT 1000
      """;

  private final StateDatabase state;
  private final OperationRows rows;

  /** Reads the state database, and adds the newest progress. */
  public OperationQueries(StateDatabase state, ProgressBoard board) {
    this.state = state;
    this.rows = new OperationRows(board);
  }

  /**
   * Which operations.
   *
   * @param open true for those that have not ended, null for all
   * @param requestedBy who asked, as the request says; null for anyone
   * @param idPrefix what their ids begin with; null for anything
   * @param before those after this place in the order, newest first
   * @param limit at most this many
   */
  public record Filter(
      @Nullable String database,
      @Nullable String state,
      @Nullable String kind,
      @Nullable Boolean open,
      @Nullable String requestedBy,
      @Nullable String idPrefix,
      @Nullable Cursor before,
      int limit) {
    /** Whoever asked, and whatever the id. */
    public Filter(
        @Nullable String database,
        @Nullable String state,
        @Nullable String kind,
        @Nullable Boolean open,
        @Nullable Cursor before,
        int limit) {
      this(database, state, kind, open, null, null, before, limit);
    }

    /** The same of one who asked, with ids that begin so; null for any. */
    public Filter with(@Nullable String requester, @Nullable String prefix) {
      return new Filter(database, state, kind, open, requester, prefix, before, limit);
    }
  }

  /** A page of operations, newest first; next is null on the last one. */
  public record Page(List<OperationView> operations, @Nullable String next) {}

  /** Operations that match, newest first. */
  public Page find(Filter filter) throws SQLException {
    StringBuilder sql = new StringBuilder("SELECT * FROM operations WHERE true");
    List<Object> values = new ArrayList<>();
    equal(sql, values, "database", filter.database());
    equal(sql, values, "state", filter.state());
    equal(sql, values, "kind", filter.kind());
    if (filter.open() != null) {
      sql.append(filter.open() ? " AND NOT terminal" : " AND terminal");
    }
    equal(sql, values, "requested_by", filter.requestedBy());
    String prefix = filter.idPrefix();
    if (prefix != null) {
      sql.append(" AND operation_id LIKE ?");
      values.add(Clean.characters(prefix).replaceAll("([%_\\\\])", "\\\\$1") + "%");
    }
    if (UNSUCCESSFUL.contains(String.valueOf(filter.state()))) {
      // Word for word the condition of the index that finds a few of them among millions.
      sql.append(" AND terminal AND state <> 'succeeded'");
    }
    Cursor before = filter.before();
    if (before != null) {
      sql.append(" AND (first_at, kind, operation_id) < (?, ?, ?)");
      values.addAll(List.of(timestamp(before.firstAt()), before.kind(), before.operationId()));
    }
    sql.append(NEWEST_FIRST).append(" LIMIT ").append(filter.limit() + 1);
    List<OperationView> found = query(sql.toString(), values);
    if (found.size() <= filter.limit()) {
      return new Page(found, null);
    }
    List<OperationView> page = found.subList(0, filter.limit());
    return new Page(List.copyOf(page), Cursor.after(page.getLast()).text());
  }

  /** Operations of this id: one for each kind that has it. */
  public List<OperationView> byId(String operationId, @Nullable String kind) throws SQLException {
    StringBuilder sql = new StringBuilder("SELECT * FROM operations WHERE operation_id = ?");
    List<Object> values = new ArrayList<>(List.of(Clean.characters(operationId)));
    equal(sql, values, "kind", kind);
    return query(sql + NEWEST_FIRST + " LIMIT 100", values);
  }

  /** Operations that this one asked for, newest first, at most 100. */
  public List<OperationView> children(String kind, String operationId) throws SQLException {
    return query(
        "SELECT * FROM operations WHERE parent_operation_id = ? AND parent_kind = ?"
            + NEWEST_FIRST
            + " LIMIT 100",
        List.of(Clean.characters(operationId), Clean.characters(kind)));
  }

  /** Facts of an operation in the order in which they came true. */
  public List<FactView> timeline(String kind, String operationId) throws SQLException {
    return state.inTransaction(
        c -> {
          try (PreparedStatement statement = c.prepareStatement(TIMELINE)) {
            statement.setString(1, Clean.characters(kind));
            statement.setString(2, Clean.characters(operationId));
            List<FactView> facts = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                facts.add(fact(row));
              }
            }
            return facts;
          }
        });
  }

  /** Digest of the request that was accepted under this id; empty while none was. */
  public Optional<String> requestDigest(String kind, String operationId) throws SQLException {
    return Query.list(state, DIGEST, row -> String.valueOf(row.getString(1)), kind, operationId)
        .stream()
        .findFirst();
  }

  List<OperationView> byKeys(Collection<Operation.Key> keys) throws SQLException {
    return state.inTransaction(
        c -> {
          String[] kinds = keys.stream().map(Operation.Key::kind).toArray(String[]::new);
          String[] ids = keys.stream().map(Operation.Key::operationId).toArray(String[]::new);
          return query(
              c, BY_KEYS, List.of(c.createArrayOf("text", kinds), c.createArrayOf("text", ids)));
        });
  }

  private List<OperationView> query(String sql, List<Object> values) throws SQLException {
    return state.inTransaction(c -> query(c, sql, values));
  }

  private List<OperationView> query(Connection c, String sql, List<Object> values)
      throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      List<OperationView> found = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(rows.read(row));
        }
      }
      return found;
    }
  }

  private static void equal(
      StringBuilder sql, List<Object> values, String column, @Nullable String value) {
    if (value != null) {
      sql.append(" AND ").append(column).append(" = ?");
      values.add(Clean.characters(value));
    }
  }

  private static FactView fact(ResultSet row) throws SQLException {
    return new FactView(
        row.getInt(1),
        row.getInt(2),
        row.getString(3),
        row.getBoolean(4),
        row.getObject(5, OffsetDateTime.class).toInstant(),
        row.getString(6),
        row.getInt(7),
        row.getLong(8),
        row.getString(9));
  }

  private static OffsetDateTime timestamp(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
