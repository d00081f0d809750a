package io.drover.backup.scrub;

import io.drover.backup.schedule.DueWork;
import io.drover.backup.schedule.Recurring;
import io.drover.schemas.Kinds;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.target.DatabaseEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Asks for a scrub of each database as often as its policy says, spread over that time. */
public final class ScrubDue implements DueWork {
  @Override
  public List<Recurring> of(DatabaseEntry database) {
    Duration every = database.policy().backup().upkeep().scrubEvery();
    return every == null ? List.of() : List.of(new Scrub(database.name(), every));
  }

  private record Scrub(String database, Duration every) implements Recurring {
    @Override
    public String name() {
      return Kinds.MAINTENANCE + "/" + ScrubAction.NAME;
    }

    @Override
    public String definition() {
      return every.toString();
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
      Instant at = timeBefore(now);
      return at.isAfter(handled) ? Optional.of(at) : Optional.empty();
    }

    @Override
    public Optional<Instant> next(Instant handled) {
      return Optional.of(timeBefore(handled).plus(every));
    }

    /** The last time of a scrub, the same on all instances. */
    private Instant timeBefore(Instant now) {
      long since = now.toEpochMilli() - database.hashCode();
      return Instant.ofEpochMilli(now.toEpochMilli() - Math.floorMod(since, every.toMillis()));
    }

    @Override
    public SpecificRecord command(String operationId) {
      return MaintenanceRequested.newBuilder()
          .setOperationId(operationId)
          .setDatabase(database)
          .setRequestedBy(REQUESTED_BY)
          .setReason("The policy wants everything read again every " + every + ".")
          .setAction(ScrubAction.NAME)
          .build();
    }
  }
}
