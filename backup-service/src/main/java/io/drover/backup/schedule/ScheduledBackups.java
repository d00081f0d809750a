package io.drover.backup.schedule;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.Kinds;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.schedule.BackupSchedule;
import io.drover.service.target.DatabaseEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** The backups that policies schedule. */
public final class ScheduledBackups implements DueWork {
  @Override
  public List<Recurring> of(DatabaseEntry database) {
    return database.policy().schedules().stream()
        .<Recurring>map(schedule -> new ScheduledBackup(database.name(), schedule))
        .toList();
  }

  private record ScheduledBackup(String database, BackupSchedule schedule) implements Recurring {
    @Override
    public String name() {
      return Kinds.BACKUP + "/" + schedule.name();
    }

    @Override
    public String definition() {
      return schedule.recurrence().definition();
    }

    @Override
    public String kind() {
      return Kinds.BACKUP;
    }

    @Override
    public Topic topic() {
      return Topics.BACKUP_REQUESTED;
    }

    @Override
    public Optional<Instant> due(Instant handled, Instant now) {
      return schedule.recurrence().due(seed(), handled, now);
    }

    @Override
    public Optional<Instant> next(Instant handled) {
      return schedule.recurrence().nextRelease(seed(), handled);
    }

    private String seed() {
      return schedule.seed(database);
    }

    @Override
    public SpecificRecord command(String operationId) {
      return BackupRequested.newBuilder()
          .setOperationId(operationId)
          .setDatabase(database)
          .setRequestedBy(REQUESTED_BY)
          .setReason("Schedule " + schedule.name() + " of the policy.")
          .setLabels(schedule.labels())
          .setPreemptible(schedule.preemptible())
          .build();
    }
  }
}
