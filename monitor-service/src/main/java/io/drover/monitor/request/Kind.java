package io.drover.monitor.request;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.FleetRequested;
import io.drover.schemas.Kinds;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.schemas.VerifyRequested;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * A kind of operation that can be asked for.
 *
 * @param topic where it is asked for
 * @param record what is published there
 */
record Kind(String name, Topic topic, Class<? extends SpecificRecord> record) {
  private static final Map<String, Kind> ALL =
      Map.of(
          Kinds.BACKUP,
          new Kind(Kinds.BACKUP, Topics.BACKUP_REQUESTED, BackupRequested.class),
          Kinds.RESTORE,
          new Kind(Kinds.RESTORE, Topics.RESTORE_REQUESTED, RestoreRequested.class),
          Kinds.VERIFY,
          new Kind(Kinds.VERIFY, Topics.VERIFY_REQUESTED, VerifyRequested.class),
          Kinds.MIGRATE,
          new Kind(Kinds.MIGRATE, Topics.MIGRATE_REQUESTED, MigrateRequested.class),
          Kinds.MAINTENANCE,
          new Kind(Kinds.MAINTENANCE, Topics.MAINTENANCE_REQUESTED, MaintenanceRequested.class),
          Kinds.FLEET,
          new Kind(Kinds.FLEET, Topics.FLEET_REQUESTED, FleetRequested.class));

  static Optional<Kind> of(String name) {
    return Optional.ofNullable(ALL.get(name));
  }
}
