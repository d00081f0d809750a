package io.drover.monitor.probe;

import io.drover.monitor.probe.check.Catalogue;
import io.drover.monitor.probe.check.CheckDefinition;
import io.drover.monitor.probe.check.Judge;
import io.drover.monitor.probe.check.Measurement;
import io.drover.monitor.probe.check.Status;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.HealthCheck;
import io.drover.service.target.CheckName;
import io.drover.service.target.DatabaseEntry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts together what is told of one database. Thread-safe. */
final class Assembly {
  private final BackupAgeCheck backupAge;
  private final RunningWork work;
  private final Clock clock;

  Assembly(BackupAgeCheck backupAge, RunningWork work, Clock clock) {
    this.backupAge = backupAge;
    this.work = work;
    this.clock = clock;
  }

  /** Why the monitor steps back from this database; empty where it does not. */
  Optional<String> stepsBack(DatabaseEntry database) {
    return work.on(database.name()).map(what -> "Not checked while " + what + " runs.");
  }

  /** What was seen at this look, and what is kept from earlier ones. */
  DatabaseHealth health(DatabaseEntry database, ServerReading reading, Inside inside) {
    HealthCheck reachable = Reachability.of(database, reading, inside);
    boolean there = reachable.getStatus().equals(Status.OK);
    Optional<String> back = stepsBack(database);
    List<HealthCheck> found = new ArrayList<>(List.of(reachable));
    for (CheckDefinition check : wanted(database)) {
      if (check.ofServer()) {
        found.add(fromServer(check, database, reading));
      } else if (back.isPresent()) {
        found.add(Judge.without(check, Status.SKIPPED, back.get()));
      } else if (!there) {
        found.add(Judge.without(check, Status.UNKNOWN, "The database does not answer."));
      } else {
        found.add(
            check.inside()
                ? fromInside(check, database, reading, inside)
                : fromServer(check, database, reading));
      }
    }
    return health(database, found, back.isPresent());
  }

  /** What is to be said of a database whose server does not answer. */
  DatabaseHealth unreachable(DatabaseEntry database, String why, String remedy) {
    List<HealthCheck> found = new ArrayList<>();
    found.add(Judge.plain(CheckName.REACHABLE, Status.CRITICAL, why, remedy));
    for (CheckDefinition check : wanted(database)) {
      found.add(Judge.without(check, Status.UNKNOWN, "The server does not answer."));
    }
    return health(database, found, false);
  }

  private static List<CheckDefinition> wanted(DatabaseEntry database) {
    return Catalogue.all().stream()
        .filter(check -> !database.health().of(check.name()).off())
        .toList();
  }

  private static HealthCheck fromServer(
      CheckDefinition check, DatabaseEntry database, ServerReading reading) {
    Map<String, Measurement> values = reading.measured().getOrDefault(check.name(), Map.of());
    // A server's own value is the same for all databases, even one that is not there.
    Measurement own = values.get(database.physicalName());
    Measurement value =
        own == null && check.ofServer() ? values.values().stream().findFirst().orElse(null) : own;
    return value == null
        ? Judge.without(check, Status.UNKNOWN, "The database does not answer.")
        : Judge.judge(check, value, database, null);
  }

  private static HealthCheck fromInside(
      CheckDefinition check, DatabaseEntry database, ServerReading reading, Inside inside) {
    Inside.Trouble trouble = inside.trouble();
    if (trouble != null) {
      return Judge.judge(
          check, new Measurement.Skipped(trouble.why(), trouble.remedy()), database, null);
    }
    Inside.Kept kept = inside.kept().get(check.name());
    return kept == null
        ? Judge.without(check, Status.SKIPPED, "It was not its turn yet.")
        : Judge.judge(check, kept.measurement(), database, earlier(kept, reading));
  }

  private static @Nullable Instant earlier(Inside.Kept kept, ServerReading reading) {
    return kept.at().isBefore(reading.at()) ? kept.at() : null;
  }

  private DatabaseHealth health(DatabaseEntry database, List<HealthCheck> found, boolean busy) {
    if (!database.health().of(CheckName.BACKUP_AGE).off()) {
      found.add(backupAge.run(database));
    }
    String worst = Status.worst(found);
    return DatabaseHealth.newBuilder()
        .setDatabase(database.name())
        .setServer(database.server().name())
        .setObservedAt(clock.instant())
        // What was not looked at is not well, whatever the few checks say that were made.
        .setStatus(busy && worst.equals(Status.OK) ? Status.BUSY : worst)
        .setChecks(found)
        .build();
  }
}
