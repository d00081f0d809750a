package io.drover.monitor.probe;

import io.drover.monitor.probe.check.Judge;
import io.drover.monitor.probe.check.Sql;
import io.drover.monitor.probe.check.Status;
import io.drover.schemas.HealthCheck;
import io.drover.service.target.CheckName;
import io.drover.service.target.DatabaseEntry;
import org.jspecify.annotations.Nullable;

/** Whether a database takes connections, where its server answers. */
final class Reachability {
  private Reachability() {}

  static HealthCheck of(DatabaseEntry database, ServerReading reading, Inside inside) {
    String name = database.physicalName();
    @Nullable Boolean takesConnections = reading.takesConnections().get(name);
    if (takesConnections == null) {
      return critical(
          "The server answers, but has no database " + name + ".",
          "Restore it, or correct its name in databases.yml.");
    }
    if (!takesConnections) {
      return critical(
          "The database takes no connections.",
          "ALTER DATABASE " + Sql.identifier(name) + " ALLOW_CONNECTIONS true");
    }
    Inside.Trouble trouble = inside.trouble();
    if (trouble != null && !trouble.denied()) {
      return critical(trouble.why(), trouble.remedy());
    }
    return Judge.measured(
        CheckName.REACHABLE, Status.OK, reading.millis(), null, "The database answers.", "");
  }

  private static HealthCheck critical(String why, String remedy) {
    return Judge.plain(CheckName.REACHABLE, Status.CRITICAL, why, remedy);
  }
}
