package io.drover.backup.retention;

import io.drover.backup.schedule.DueWork;
import io.drover.backup.schedule.Recurring;
import io.drover.schemas.Kinds;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.schedule.CronTimes;
import io.drover.service.schedule.Recurrence;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Applies the retention of each database that has one, once a day between five and six. */
public final class DailyRetention implements DueWork {
  private static final String FIVE = "0 5 * * *";
  private static final Duration JITTER = Duration.ofHours(1);

  @Override
  public List<Recurring> of(DatabaseEntry database) {
    Retention retention = database.policy().retention();
    return retention == null
        ? List.of()
        : List.of(
            new Daily(
                database.name(),
                new Recurrence(
                    CronTimes.of(FIVE, retention.zone()), retention.zone(), JITTER, List.of())));
  }

  private record Daily(String database, Recurrence recurrence) implements Recurring {
    @Override
    public String name() {
      return Kinds.MAINTENANCE + "/" + RetainAction.NAME;
    }

    @Override
    public String definition() {
      return recurrence.definition();
    }

    @Override
    public String kind() {
      return Kinds.MAINTENANCE;
    }

    @Override
    public Topic topic() {
      return Topics.MAINTENANCE_REQUESTED;
    }

    @Override
    public Optional<Instant> due(Instant handled, Instant now) {
      return recurrence.due(seed(), handled, now);
    }

    @Override
    public Optional<Instant> next(Instant handled) {
      return recurrence.nextRelease(seed(), handled);
    }

    private String seed() {
      return database + "/" + RetainAction.NAME;
    }

    @Override
    public SpecificRecord command(String operationId) {
      return MaintenanceRequested.newBuilder()
          .setOperationId(operationId)
          .setDatabase(database)
          .setRequestedBy(REQUESTED_BY)
          .setReason("Retention of the policy.")
          .setAction(RetainAction.NAME)
          .build();
    }
  }
}
