package io.drover.monitor;

import io.drover.service.wiring.ServiceKitFactory;

/**
 * Runs the monitor. The argument {@code rebuild} empties its projection first and folds it anew.
 */
public final class MonitorService {
  private static final String REBUILD = "rebuild";

  private MonitorService() {}

  /** Starts the service and returns when it is at work. */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals(REBUILD)) {
      System.setProperty("drover.monitor.rebuild", "true");
    }
    ServiceKitFactory.run("monitor-service", "io/drover/monitor/projection/schema", args);
  }
}
