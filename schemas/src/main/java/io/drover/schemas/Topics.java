package io.drover.schemas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.NullMarked;

/** The topics of the contract, and which records they carry. */
@NullMarked
public final class Topics {

  private static final int PARTITIONS = 12;
  private static final String COMMAND_BYTES = String.valueOf(1024 * 1024);

  /** A dead letter is the original record and more: it must fit though the original was full. */
  private static final String DEAD_LETTER_BYTES = String.valueOf(2 * 1024 * 1024);

  private static final String DATABASE_KEY = "database name as requested";

  /** Requests for backups. */
  public static final Topic BACKUP_REQUESTED =
      command("backup-requested", "Requests for a backup of a database.");

  /** Requests for restores. */
  public static final Topic RESTORE_REQUESTED =
      command("restore-requested", "Requests to restore a backup into a new database.");

  /** Requests for verifications. */
  public static final Topic VERIFY_REQUESTED =
      command(
          "verify-requested", "Requests to prove a backup by a restore into a scratch database.");

  /** Requests for migrations. */
  public static final Topic MIGRATE_REQUESTED =
      command("migrate-requested", "Requests for the state of migrations, or to apply them.");

  /** Requests for work on backups. */
  public static final Topic MAINTENANCE_REQUESTED =
      command("maintenance-requested", "Requests for work on the backups of a database.");

  /** Requests for the migrations of many databases. */
  public static final Topic FLEET_REQUESTED =
      command("fleet-requested", "Requests for the same migration over many databases.");

  /** Requests to change the course of operations. */
  public static final Topic OPERATION_CONTROL =
      command(
          "operation-control", "Requests to change the course of an operation, such as cancel.");

  /** The facts of every operation's life. */
  public static final Topic OPERATION_EVENTS =
      kept("operation-events", Duration.ofDays(30), "Facts of every operation's life.");

  /** How far the running attempts are; lossy. */
  public static final Topic OPERATION_PROGRESS =
      new Topic(
          "operation-progress",
          PARTITIONS,
          // Retention works by closed segments, so an hour needs segments much shorter than that.
          Map.of(
              "cleanup.policy", "delete",
              "retention.ms", millis(Duration.ofHours(1)),
              "segment.ms", millis(Duration.ofMinutes(10))),
          "How far running attempts are; at most two a second an operation, lossy.",
          DATABASE_KEY);

  /** The committed backups. */
  public static final Topic BACKUPS =
      compacted("backups", "Committed backups; a tombstone when one is removed.", "backupId");

  /** Newest observation of each database. */
  public static final Topic DATABASE_HEALTH =
      compacted(
          "database-health",
          "Newest observation of each database, and newest heartbeat of it.",
          "database name, or with /source, /heartbeat behind it");

  /** Newest heartbeat of each instance of a service. */
  public static final Topic SERVICE_HEALTH =
      compacted("service-health", "Newest heartbeat of each instance of a service.", "instance");

  /** What is wrong. */
  public static final Topic ALERTS =
      compacted("alerts", "What is wrong: raised, updated, resolved.", "alertId");

  /** Requests to acknowledge and to silence alerts. */
  public static final Topic ALERT_CONTROL =
      command(
          "alert-control", "Requests to acknowledge or to silence alerts.", "alertId or database");

  /** What was deployed. */
  public static final Topic DEPLOYMENTS =
      kept("deployments", Duration.ofDays(30), "What was deployed that uses a database.");

  /** What no one could read. */
  public static final Topic DEAD_LETTERS =
      new Topic(
          "dead-letters",
          PARTITIONS,
          Map.of(
              "cleanup.policy",
              "delete",
              "retention.ms",
              millis(Duration.ofDays(30)),
              "max.message.bytes",
              DEAD_LETTER_BYTES),
          "Records that no one could read, with their headers and the reason.",
          "key of the original record");

  /** Writer schemas by fingerprint: raw schema JSON, not Avro. */
  public static final Topic SCHEMAS =
      new Topic(
          "schemas",
          1,
          Map.of("cleanup.policy", "compact"),
          "Writer schemas, published by producers before first use.",
          "CRC-64-AVRO fingerprint as 16 lower-case hexadecimal digits");

  private static final Map<Topic, List<Class<? extends SpecificRecord>>> RECORDS = records();

  private Topics() {}

  /** Every topic, commands first. */
  public static List<Topic> all() {
    return List.copyOf(RECORDS.keySet());
  }

  /**
   * The records that a topic may carry. Empty for {@link #DEAD_LETTERS} and {@link #SCHEMAS}, whose
   * bodies are other people's bytes and plain JSON.
   */
  public static List<Class<? extends SpecificRecord>> recordsOf(Topic topic) {
    return RECORDS.getOrDefault(topic, List.of());
  }

  /** Every record that stands for itself on a topic, without repetition. */
  public static Stream<Class<? extends SpecificRecord>> allRecords() {
    return RECORDS.values().stream().flatMap(List::stream).distinct();
  }

  private static Map<Topic, List<Class<? extends SpecificRecord>>> records() {
    Map<Topic, List<Class<? extends SpecificRecord>>> map = new LinkedHashMap<>();
    map.put(BACKUP_REQUESTED, List.of(BackupRequested.class));
    map.put(RESTORE_REQUESTED, List.of(RestoreRequested.class));
    map.put(VERIFY_REQUESTED, List.of(VerifyRequested.class));
    map.put(MIGRATE_REQUESTED, List.of(MigrateRequested.class));
    map.put(MAINTENANCE_REQUESTED, List.of(MaintenanceRequested.class));
    map.put(FLEET_REQUESTED, List.of(FleetRequested.class));
    map.put(OPERATION_CONTROL, List.of(OperationControl.class));
    map.put(
        OPERATION_EVENTS,
        List.of(
            OperationAccepted.class,
            OperationWaiting.class,
            OperationApproved.class,
            OperationStarted.class,
            ConnectionsFenced.class,
            BackupSucceeded.class,
            RestoreSucceeded.class,
            VerificationSucceeded.class,
            MigrationSucceeded.class,
            FleetSummary.class,
            FleetSucceeded.class,
            BackupRemoved.class,
            BackupCopied.class,
            BackupsScrubbed.class,
            CatalogueRebuilt.class,
            MaintenanceSucceeded.class,
            OperationFailed.class,
            OperationCancelled.class,
            OperationRejected.class,
            RequestRefused.class,
            RequestAnswered.class));
    map.put(OPERATION_PROGRESS, List.of(OperationProgress.class));
    map.put(BACKUPS, List.of(BackupCommitted.class));
    map.put(DATABASE_HEALTH, List.of(DatabaseHealth.class, DatabaseHeartbeat.class));
    map.put(SERVICE_HEALTH, List.of(ServiceHealth.class));
    map.put(ALERTS, List.of(Alert.class));
    map.put(ALERT_CONTROL, List.of(AlertControl.class));
    map.put(DEPLOYMENTS, List.of(DeploymentObserved.class));
    map.put(DEAD_LETTERS, List.of());
    map.put(SCHEMAS, List.of());
    return map;
  }

  private static Topic command(String name, String doc) {
    return command(name, doc, DATABASE_KEY);
  }

  private static Topic command(String name, String doc, String key) {
    return new Topic(
        name,
        PARTITIONS,
        // Expiry counts from the record's timestamp: it must be the broker's, not the requester's.
        Map.of(
            "cleanup.policy",
            "delete",
            "retention.ms",
            millis(Duration.ofDays(7)),
            "message.timestamp.type",
            "LogAppendTime",
            "max.message.bytes",
            COMMAND_BYTES),
        doc,
        key);
  }

  private static Topic kept(String name, Duration retention, String doc) {
    return new Topic(
        name,
        PARTITIONS,
        Map.of("cleanup.policy", "delete", "retention.ms", millis(retention)),
        doc,
        DATABASE_KEY);
  }

  private static Topic compacted(String name, String doc, String key) {
    return new Topic(name, PARTITIONS, Map.of("cleanup.policy", "compact"), doc, key);
  }

  private static String millis(Duration duration) {
    return String.valueOf(duration.toMillis());
  }
}
