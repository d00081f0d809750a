package io.drover.monitor.projection;

import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.VerificationSucceeded;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Snapshots that could be restored, and how long restores took. */
final class RecoveryTables {
  private static final String POINTS =
      """
      INSERT INTO recovery_points (database, snapshot_at, operation_id, committed_at, backup_id)
      SELECT * FROM unnest(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;
  private static final String TIMES =
      """
      INSERT INTO recovery_times (database, ended_at, kind, operation_id, millis, backup_id, tables)
      SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;
  private static final String UNDO = "undo";

  private record Point(Fact fact, BackupSucceeded backup) {}

  private record Time(Fact fact, long millis, String backupId, int tables) {}

  private RecoveryTables() {}

  static void insert(Connection connection, List<Fact> facts) throws SQLException {
    List<Point> points = new ArrayList<>();
    List<Time> times = new ArrayList<>();
    for (Fact fact : facts) {
      switch (fact.body()) {
        case BackupSucceeded made when !made.getPartial() && !made.getReused() ->
            points.add(new Point(fact, made));
        case RestoreSucceeded made when !made.getMode().equals(UNDO) ->
            times.add(
                new Time(fact, made.getDurationMillis(), made.getBackupId(), made.getTables()));
        case VerificationSucceeded made ->
            times.add(
                new Time(fact, made.getRestoreMillis(), made.getBackupId(), made.getTables()));
        default -> {}
      }
    }
    points(connection, points);
    times(connection, times);
  }

  private static void points(Connection connection, List<Point> points) throws SQLException {
    if (points.isEmpty()) {
      return;
    }
    try (var columns = new Columns<>(connection, POINTS, points)) {
      columns
          .text(row -> row.fact().database())
          .instant(row -> at(row.backup().getStartedAt()))
          .text(row -> row.fact().operationId())
          .instant(row -> at(row.backup().getCommittedAt()))
          .text(row -> Clean.name(row.backup().getBackupId()))
          .execute();
    }
  }

  private static void times(Connection connection, List<Time> times) throws SQLException {
    if (times.isEmpty()) {
      return;
    }
    try (var columns = new Columns<>(connection, TIMES, times)) {
      columns
          .text(row -> row.fact().database())
          .instant(row -> row.fact().observedAt())
          .text(row -> row.fact().kind())
          .text(row -> row.fact().operationId())
          .number(row -> Math.max(0, row.millis()))
          .text(row -> Clean.name(row.backupId()))
          .integer(Time::tables)
          .execute();
    }
  }

  private static Instant at(Instant stated) {
    return Clean.instant(stated);
  }
}
