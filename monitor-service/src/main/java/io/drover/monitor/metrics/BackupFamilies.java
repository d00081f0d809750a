package io.drover.monitor.metrics;

import io.drover.service.target.DatabaseEntry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Collection;
import java.util.stream.Stream;

/** How the databases are backed up, and what their policies ask for. */
final class BackupFamilies {
  private final Family age =
      new Family("drover_backup_age_seconds", "Age of the newest whole backup", "database");
  private final Family success =
      new Family(
          "drover_backup_last_success_timestamp_seconds",
          "When the newest whole backup was committed",
          "database");
  private final Family size =
      new Family(
          "drover_backup_size_bytes",
          "Size of the newest whole backup as it is stored",
          "database");
  private final Family verified =
      new Family(
          "drover_backup_verified_timestamp_seconds",
          "When a backup of the database was last proven good",
          "database");
  private final Family objective =
      new Family(
          "drover_backup_objective_seconds",
          "Greatest age of the newest backup that the policy allows",
          "database");
  private final Family verifyObjective =
      new Family(
          "drover_backup_verify_objective_seconds",
          "Greatest age of the newest verdict that the policy allows",
          "database");

  private BackupFamilies() {}

  static Stream<MetricSnapshot> of(Collection<DatabaseEntry> databases, Figures figures) {
    BackupFamilies families = new BackupFamilies();
    for (DatabaseEntry database : databases) {
      families.objective.add(
          Seconds.of(database.policy().recoveryPointObjective()), database.name());
      families.verifyObjective.add(
          Seconds.of(database.policy().verification().every()), database.name());
    }
    for (Figures.Backup backup : figures.backups()) {
      families.age.add(Seconds.since(backup.committedAt(), figures.at()), backup.database());
      families.success.add(Seconds.of(backup.committedAt()), backup.database());
      families.size.add(
          backup.archiveBytes() == null ? null : backup.archiveBytes().doubleValue(),
          backup.database());
      families.verified.add(Seconds.of(backup.verifiedAt()), backup.database());
    }
    return Stream.of(
            families.age,
            families.success,
            families.size,
            families.verified,
            families.objective,
            families.verifyObjective)
        .map(Family::gauge);
  }
}
