package io.drover.migration;

import io.drover.service.wiring.ServiceKitFactory;

/** The process that answers requests for migrations. */
public final class MigrationService {
  private MigrationService() {}

  /** Runs until the process is told to end. */
  public static void main(String[] args) {
    ServiceKitFactory.run("migration-service", "", args);
  }
}
