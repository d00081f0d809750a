package io.drover.monitor;

import io.drover.bus.BusConfig;
import io.drover.bus.SchemaDirectory;
import io.drover.monitor.projection.Changes;
import io.drover.monitor.projection.Feed;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.ProgressBoard;
import io.drover.monitor.projection.Projection;
import io.drover.monitor.projection.ProjectionMetrics;
import io.drover.monitor.projection.ProjectionProgress;
import io.drover.monitor.projection.RebuildCommand;
import io.drover.service.state.StateDatabase;
import io.drover.service.wiring.ServiceKitFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/**
 * Runs the monitor. With the argument {@code rebuild} it makes the projection anew instead, prints
 * how far it is, and ends; monitors that run meanwhile take part in it.
 */
public final class MonitorService {
  private static final String NAME = "monitor-service";
  private static final String TABLES = "io/drover/monitor/projection/schema";
  private static final String REBUILD = "rebuild";
  private static final Duration LINES = Duration.ofSeconds(1);

  private MonitorService() {}

  /** Starts the service and returns when it is at work, or carries the command out. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals(REBUILD)) {
      ServiceKitFactory.command(NAME, TABLES, MonitorService::rebuild);
    } else {
      ServiceKitFactory.run(NAME, TABLES, args);
    }
  }

  private static void rebuild(BusConfig bus, SchemaDirectory schemas, StateDatabase state)
      throws Exception {
    ProgressBoard board = new ProgressBoard();
    Changes changes = new Changes(new Feed(), board, new OperationQueries(state, board));
    var metrics = new ProjectionMetrics(new SimpleMeterRegistry());
    try (Projection projection = new Projection(bus, schemas, state, metrics, changes);
        ProjectionProgress progress = new ProjectionProgress(bus, projection)) {
      projection.start();
      new RebuildCommand(projection, progress, System.out, LINES).run();
    }
  }
}
