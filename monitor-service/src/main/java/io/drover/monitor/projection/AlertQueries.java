package io.drover.monitor.projection;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.drover.service.state.StateDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Alerts, read from the tables. Thread-safe. */
public final class AlertQueries {
  private static final String ALL =
      """
      SELECT alert_id, state, name, severity, database, server, service, since, raised_at, observed_at, resolved_at, body
      FROM alerts
      """;

  private final StateDatabase state;

  /** Reads the state database. */
  public AlertQueries(StateDatabase state) {
    this.state = state;
  }

  /**
   * An alert.
   *
   * @param state raised, updated or resolved
   * @param database empty where it is about a server or a service
   * @param body JSON of the whole record
   */
  public record AlertView(
      String alertId,
      String state,
      String name,
      String severity,
      String database,
      String server,
      String service,
      Instant since,
      Instant raisedAt,
      Instant observedAt,
      @Nullable Instant resolvedAt,
      @JsonRawValue String body) {}

  /** Which alerts; null means any. */
  public record Filter(
      @Nullable String database,
      @Nullable String severity,
      boolean open,
      @Nullable Instant raisedBefore,
      int limit) {}

  /** Alerts that match, critical ones first among open ones, else newest first. */
  public List<AlertView> find(Filter filter) throws SQLException {
    StringBuilder sql = new StringBuilder(ALL).append(" WHERE true");
    List<Object> values = new ArrayList<>();
    add(sql, values, " AND database = ?", filter.database());
    add(sql, values, " AND severity = ?", filter.severity());
    add(sql, values, " AND raised_at < ?", filter.raisedBefore());
    if (filter.open()) {
      sql.append(" AND state <> 'resolved' ORDER BY severity = 'critical' DESC, raised_at DESC");
    } else {
      sql.append(" ORDER BY raised_at DESC");
    }
    sql.append(", alert_id DESC LIMIT ").append(filter.limit());
    return Query.list(state, sql.toString(), AlertQueries::view, values.toArray());
  }

  /** A page of alerts, newest first; next is null on the last one. */
  public record Page(List<AlertView> alerts, @Nullable String next) {}

  /**
   * Alerts after a place in the order, newest first.
   *
   * @param open true for those that are not resolved, false for those that are, null for all
   */
  public Page page(
      @Nullable String database,
      @Nullable String severity,
      @Nullable Boolean open,
      @Nullable Place before,
      int limit)
      throws SQLException {
    StringBuilder sql = new StringBuilder(ALL).append(" WHERE true");
    List<Object> values = new ArrayList<>();
    add(sql, values, " AND database = ?", database);
    add(sql, values, " AND severity = ?", severity);
    if (open != null) {
      sql.append(open ? " AND state <> 'resolved'" : " AND state = 'resolved'");
    }
    if (before != null) {
      sql.append(" AND (raised_at, alert_id) < (?, ?)");
      values.addAll(List.of(before.at(), before.id()));
    }
    sql.append(" ORDER BY raised_at DESC, alert_id DESC LIMIT ").append(limit + 1);
    List<AlertView> found = Query.list(state, sql.toString(), AlertQueries::view, values.toArray());
    if (found.size() <= limit) {
      return new Page(found, null);
    }
    AlertView last = found.get(limit - 1);
    return new Page(
        List.copyOf(found.subList(0, limit)), new Place(last.raisedAt(), last.alertId()).text());
  }

  /** The alert of this id. */
  public Optional<AlertView> byId(String alertId) throws SQLException {
    return Query.list(state, ALL + " WHERE alert_id = ?", AlertQueries::view, alertId).stream()
        .findFirst();
  }

  private static void add(
      StringBuilder sql, List<Object> values, String condition, @Nullable Object value) {
    if (value != null) {
      sql.append(condition);
      values.add(value);
    }
  }

  private static AlertView view(ResultSet row) throws SQLException {
    return new AlertView(
        row.getString("alert_id"),
        row.getString("state"),
        row.getString("name"),
        row.getString("severity"),
        row.getString("database"),
        row.getString("server"),
        row.getString("service"),
        Query.instant(row, "since"),
        Query.instant(row, "raised_at"),
        Query.instant(row, "observed_at"),
        Query.instantOrNull(row, "resolved_at"),
        row.getString("body"));
  }
}
