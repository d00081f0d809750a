package io.drover.monitor.projection;

import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationSucceeded;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the newest operation on the migrations of each database found there. */
final class MigrationTable {
  private static final String MERGE =
      """
      INSERT INTO migration_states AS old (
        database, operation_id, mode, observed_at, version, pending, failed, applied_at, body)
      SELECT database, operation_id, mode, observed_at, version, pending, failed, applied_at, body::json
      FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) AS new (
        database, operation_id, mode, observed_at, version, pending, failed, applied_at, body)
      ON CONFLICT (database) DO UPDATE SET
        (operation_id, mode, observed_at, version, pending, failed, applied_at, body)
        = (excluded.operation_id, excluded.mode, excluded.observed_at, excluded.version, excluded.pending,
           excluded.failed, excluded.applied_at, excluded.body)
      WHERE (excluded.observed_at, excluded.operation_id) > (old.observed_at, old.operation_id)
      """;

  /** These tell the state of a copy, not of the database. */
  private static final Set<String> ELSEWHERE = Set.of("REHEARSE", "RESTORE");

  private MigrationTable() {}

  static void merge(Connection connection, List<Fact> facts) throws SQLException {
    Map<String, Fact> newest = new LinkedHashMap<>();
    for (Fact fact : facts) {
      if (fact.body() instanceof MigrationSucceeded found && !ELSEWHERE.contains(found.getMode())) {
        newest.merge(fact.database(), fact, MigrationTable::later);
      }
    }
    if (!newest.isEmpty()) {
      write(connection, newest.values());
    }
  }

  private static Fact later(Fact one, Fact other) {
    int order = one.observedAt().compareTo(other.observedAt());
    int tie = order == 0 ? one.operationId().compareTo(other.operationId()) : order;
    return tie > 0 ? one : other;
  }

  private static void write(Connection connection, Collection<Fact> facts) throws SQLException {
    try (var columns = new Columns<>(connection, MERGE, facts)) {
      columns
          .text(Fact::database)
          .text(Fact::operationId)
          .text(fact -> Clean.name(body(fact).getMode()))
          .instant(Fact::observedAt)
          .text(fact -> cleaned(body(fact).getCurrentVersion()))
          .integer(fact -> body(fact).getPendingCount())
          .integer(
              fact ->
                  Math.toIntExact(
                      body(fact).getMigrations().stream()
                          .filter(each -> each.getState().equals("failed"))
                          .count()))
          .instant(fact -> appliedAt(body(fact).getMigrations()))
          .text(fact -> AvroJson.ofValue(body(fact).getMigrations()))
          .execute();
    }
  }

  private static MigrationSucceeded body(Fact fact) {
    return (MigrationSucceeded) fact.body();
  }

  private static @Nullable String cleaned(@Nullable String version) {
    return version == null ? null : Clean.name(version);
  }

  private static @Nullable Instant appliedAt(List<MigrationEntry> migrations) {
    return migrations.stream()
        .map(MigrationEntry::getInstalledOn)
        .filter(Objects::nonNull)
        .map(Clean::instant)
        .max(Instant::compareTo)
        .orElse(null);
  }
}
