package io.drover.backup.schedule;

import io.drover.service.target.DatabaseEntry;
import java.util.List;

/** A source of requests that come up by themselves, such as the schedules of backups. */
public interface DueWork {
  /** What recurs for a database, as its policy stands. Called every few seconds; must be quick. */
  List<Recurring> of(DatabaseEntry database);
}
