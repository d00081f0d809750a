package io.drover.monitor.request;

import io.drover.monitor.access.Caller;
import io.drover.schemas.FleetRequested;
import io.drover.service.attempt.EndFailures;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.util.List;

/** Whether a database is there, and within reach of whoever asks. Thread-safe. */
final class Reach {
  private final DatabaseRegistry registry;

  Reach(DatabaseRegistry registry) {
    this.registry = registry;
  }

  /** The database, which must be there and within reach. */
  DatabaseEntry database(String name, Caller caller) throws RefusedException {
    DatabaseEntry entry =
        registry
            .find(name)
            .orElseThrow(
                () -> RefusedException.missing(EndFailures.unknownDatabase(name, registry)));
    if (!caller.reaches(entry.labels())) {
      throw RefusedException.outside(caller);
    }
    return entry;
  }

  /** All databases of a fleet. */
  void fleet(FleetRequested fleet, Caller caller) throws RefusedException {
    for (String name : fleet.getDatabases()) {
      database(name, caller);
    }
    List<DatabaseEntry> chosen =
        fleet.getSelect().isEmpty()
            ? List.of()
            : registry.all().stream()
                .filter(each -> each.labels().entrySet().containsAll(fleet.getSelect().entrySet()))
                .toList();
    if (!chosen.stream().allMatch(each -> caller.reaches(each.labels()))) {
      throw RefusedException.outside(caller);
    }
  }

  /** Whoever has only some databases may do nothing that is about no single one. */
  void everything(Caller caller) throws RefusedException {
    RefusedException.unlessEverything(caller);
  }
}
