package io.drover.monitor.probe;

import io.drover.monitor.probe.check.Judge;
import io.drover.monitor.probe.check.Status;
import io.drover.schemas.HealthCheck;
import io.drover.service.target.CheckName;
import io.drover.service.target.CheckRule;
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
          : Judge.plain(
              CheckName.BACKUP_AGE,
              Status.UNKNOWN,
              "The monitor is still reading what backups there are.",
              "");
    } catch (SQLException e) {
      return Judge.plain(
          CheckName.BACKUP_AGE,
          Status.UNKNOWN,
          "The monitor's own state database does not answer.",
          "");
    }
  }

  private HealthCheck found(String name, @Nullable Duration objective, Optional<Instant> newest) {
    String remedy = "./drover backup " + name;
    if (newest.isEmpty()) {
      return objective == null
          ? Judge.plain(
              CheckName.BACKUP_AGE, Status.OK, "Never backed up; there is no objective.", "")
          : Judge.plain(CheckName.BACKUP_AGE, Status.CRITICAL, "Never backed up.", remedy);
    }
    Duration age = Duration.between(newest.get(), clock.instant());
    double seconds = Math.max(0, age.toMillis() / 1e3);
    if (objective == null) {
      return Judge.measured(
          CheckName.BACKUP_AGE, Status.OK, seconds, null, "There is no objective.", "");
    }
    double limit = objective.toMillis() / 1e3;
    var rule = new CheckRule(false, NEARLY * limit, limit);
    String status = Status.of(seconds, rule, false);
    String message =
        switch (status) {
          case Status.CRITICAL -> "The newest backup is older than the objective.";
          case Status.WARNING -> "The newest backup is nearly as old as the objective allows.";
          default -> "The newest backup is younger than the objective.";
        };
    return Judge.measured(
        CheckName.BACKUP_AGE,
        status,
        seconds,
        rule,
        message,
        status.equals(Status.OK) ? "" : remedy);
  }
}
