package io.drover.monitor.probe;

import io.drover.schemas.HealthCheck;
import io.drover.service.target.DatabaseEntry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest committed backup is young enough for the policy. Needs no connection to the target.
 */
final class BackupAgeCheck {
  static final String NAME = "backup-age";

  /** Part of the objective after which there is a warning: time to take one is left. */
  private static final double NEARLY = 0.9;

  private final NewestBackups backups;
  private final Clock clock;

  BackupAgeCheck(NewestBackups backups, Clock clock) {
    this.backups = backups;
    this.clock = clock;
  }

  HealthCheck run(DatabaseEntry database) {
    try {
      Optional<Instant> newest = backups.newest(database.name());
      return backups.current()
          ? found(database.name(), database.policy().recoveryPointObjective(), newest)
          : Finding.without(
              NAME, Finding.UNKNOWN, "The monitor is still reading what backups there are.", "");
    } catch (SQLException e) {
      return Finding.without(
          NAME, Finding.UNKNOWN, "The monitor's own state database does not answer.", "");
    }
  }

  private HealthCheck found(String name, @Nullable Duration objective, Optional<Instant> newest) {
    String remedy = "./drover backup " + name;
    if (newest.isEmpty()) {
      return objective == null
          ? Finding.without(NAME, Finding.OK, "Never backed up; there is no objective.", "")
          : Finding.without(NAME, Finding.CRITICAL, "Never backed up.", remedy);
    }
    Duration age = Duration.between(newest.get(), clock.instant());
    double seconds = Math.max(0, age.toMillis() / 1e3);
    if (objective == null) {
      return Finding.of(NAME, Finding.OK, seconds, "seconds", "There is no objective.", "");
    }
    double limit = objective.toMillis() / 1e3;
    String status = Finding.level(seconds, NEARLY * limit, limit);
    String message =
        switch (status) {
          case Finding.CRITICAL -> "The newest backup is older than the objective.";
          case Finding.WARNING -> "The newest backup is nearly as old as the objective allows.";
          default -> "The newest backup is younger than the objective.";
        };
    return Finding.of(
        NAME, status, seconds, "seconds", message, status.equals(Finding.OK) ? "" : remedy);
  }
}
