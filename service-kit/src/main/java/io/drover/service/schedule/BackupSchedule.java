package io.drover.service.schedule;

import java.util.Map;

/**
 * Backups of a database that recur.
 *
 * @param name name in the policy
 * @param labels labels of the backups
 * @param preemptible whether a request with {@code onBusy: preempt} may end such a backup
 */
public record BackupSchedule(
    String name, Recurrence recurrence, Map<String, String> labels, boolean preemptible) {
  public BackupSchedule {
    labels = Map.copyOf(labels);
  }

  /** Names the schedule of a database, for its jitter. */
  public String seed(String database) {
    return database + "/" + name;
  }
}
