package io.drover.monitor.projection;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.drover.service.state.StateDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Migrations of the databases as the newest operation on them found them. Thread-safe. */
public final class MigrationQueries {
  private static final String ALL =
      "SELECT database, operation_id, mode, observed_at, version, pending, failed, applied_at, body"
          + " FROM migration_states";

  private final StateDatabase state;

  /** Reads the state database. */
  public MigrationQueries(StateDatabase state) {
    this.state = state;
  }

  /**
   * State of the migrations of a database.
   *
   * @param operationId the operation, of kind migrate, that found it
   * @param version highest applied version; null without one
   * @param appliedAt when the newest was applied; null when none was
   * @param migrations JSON array of all of them
   */
  public record MigrationState(
      String database,
      String operationId,
      String mode,
      Instant observedAt,
      @Nullable String version,
      int pending,
      int failed,
      @Nullable Instant appliedAt,
      @JsonRawValue String migrations) {}

  /** By database. */
  public Map<String, MigrationState> all() throws SQLException {
    Map<String, MigrationState> byDatabase = new LinkedHashMap<>();
    Query.list(state, ALL + " ORDER BY database", MigrationQueries::view)
        .forEach(one -> byDatabase.put(one.database(), one));
    return byDatabase;
  }

  /** Of one database; empty while none of its operations has told. */
  public Optional<MigrationState> of(String database) throws SQLException {
    return Query.list(state, ALL + " WHERE database = ?", MigrationQueries::view, database).stream()
        .findFirst();
  }

  private static MigrationState view(ResultSet row) throws SQLException {
    return new MigrationState(
        row.getString("database"),
        row.getString("operation_id"),
        row.getString("mode"),
        Query.instant(row, "observed_at"),
        row.getString("version"),
        row.getInt("pending"),
        row.getInt("failed"),
        Query.instantOrNull(row, "applied_at"),
        row.getString("body"));
  }
}
