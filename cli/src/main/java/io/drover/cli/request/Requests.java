package io.drover.cli.request;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.FleetRequested;
import io.drover.schemas.Kinds;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.Topics;
import io.drover.schemas.VerifyRequested;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds requests. */
public final class Requests {
  private Requests() {}

  /**
   * What every request says.
   *
   * @param operationId idempotency key
   * @param database name in the registry of databases
   * @param requestedBy who asks
   * @param reason why
   * @param labels free labels
   */
  public record Common(
      String operationId,
      String database,
      String requestedBy,
      String reason,
      Map<String, String> labels) {

    /** A request with a new id and without labels. */
    public static Common of(String database, String requestedBy, String reason) {
      return new Common(RequestOptions.newId(), database, requestedBy, reason, Map.of());
    }
  }

  /** A backup as the policy says. */
  public static Request backup(Common common) {
    return of(backupBody(common).build());
  }

  /** The begin of a backup. */
  static BackupRequested.Builder backupBody(Common common) {
    return BackupRequested.newBuilder()
        .setOperationId(common.operationId())
        .setDatabase(common.database())
        .setRequestedBy(common.requestedBy())
        .setReason(common.reason())
        .setLabels(common.labels());
  }

  static Request of(BackupRequested body) {
    return Request.of(
        Kinds.BACKUP, Topics.BACKUP_REQUESTED, body.getOperationId(), body.getDatabase(), body);
  }

  /** A restore of a backup (an id or {@code latest}) into a new database. */
  public static Request restore(Common common, String backupId, String targetName) {
    return of(restore(common).setBackupId(backupId).setTargetName(targetName).build());
  }

  /** The begin of a restore. */
  static RestoreRequested.Builder restore(Common common) {
    return RestoreRequested.newBuilder()
        .setOperationId(common.operationId())
        .setDatabase(common.database())
        .setRequestedBy(common.requestedBy())
        .setReason(common.reason())
        .setLabels(common.labels());
  }

  static Request of(RestoreRequested body) {
    return Request.of(
        Kinds.RESTORE, Topics.RESTORE_REQUESTED, body.getOperationId(), body.getDatabase(), body);
  }

  /** Work on backups by an action that may name a backup. */
  public static Request maintenance(
      Common common, String action, @Nullable String backupId, boolean dryRun) {
    return of(maintenance(common, action).setBackupId(backupId).setDryRun(dryRun).build());
  }

  /** All backups announced again, from the repository of this name or the policy's own. */
  static Request rebuildCatalogue(Common common, @Nullable String repository) {
    return of(maintenance(common, "rebuild-catalogue").setRepository(repository).build());
  }

  private static MaintenanceRequested.Builder maintenance(Common common, String action) {
    return MaintenanceRequested.newBuilder()
        .setOperationId(common.operationId())
        .setDatabase(common.database())
        .setRequestedBy(common.requestedBy())
        .setReason(common.reason())
        .setLabels(common.labels())
        .setAction(action);
  }

  private static Request of(MaintenanceRequested body) {
    return Request.of(
        Kinds.MAINTENANCE,
        Topics.MAINTENANCE_REQUESTED,
        body.getOperationId(),
        body.getDatabase(),
        body);
  }

  /** A dump in the import folder of the service, to be taken in as a backup. */
  public static Request importing(Common common, String path) {
    var body =
        MaintenanceRequested.newBuilder()
            .setOperationId(common.operationId())
            .setDatabase(common.database())
            .setRequestedBy(common.requestedBy())
            .setReason(common.reason())
            .setLabels(common.labels())
            .setAction("import")
            .setPath(path)
            .build();
    return Request.of(
        Kinds.MAINTENANCE,
        Topics.MAINTENANCE_REQUESTED,
        common.operationId(),
        common.database(),
        body);
  }

  /** A proof of a backup (an id or {@code latest}). */
  public static Request verify(Common common, String backupId) {
    var body =
        VerifyRequested.newBuilder()
            .setOperationId(common.operationId())
            .setDatabase(common.database())
            .setRequestedBy(common.requestedBy())
            .setReason(common.reason())
            .setLabels(common.labels())
            .setBackupId(backupId)
            .build();
    return Request.of(
        Kinds.VERIFY, Topics.VERIFY_REQUESTED, common.operationId(), common.database(), body);
  }

  /** The state of the migrations (mode STATUS), what a run would do (PLAN), or the run (APPLY). */
  public static Request migrate(Common common, String mode) {
    return of(migrateBody(common, mode).build());
  }

  /** The begin of a migration. */
  static MigrateRequested.Builder migrateBody(Common common, String mode) {
    return MigrateRequested.newBuilder()
        .setOperationId(common.operationId())
        .setDatabase(common.database())
        .setRequestedBy(common.requestedBy())
        .setReason(common.reason())
        .setLabels(common.labels())
        .setMode(mode);
  }

  static Request of(FleetRequested body) {
    return Request.of(
        Kinds.FLEET, Topics.FLEET_REQUESTED, body.getOperationId(), body.getDatabase(), body);
  }

  static Request of(MigrateRequested body) {
    return Request.of(
        Kinds.MIGRATE, Topics.MIGRATE_REQUESTED, body.getOperationId(), body.getDatabase(), body);
  }
}
