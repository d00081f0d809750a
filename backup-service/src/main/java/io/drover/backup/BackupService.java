package io.drover.backup;

import io.drover.service.wiring.ServiceKitFactory;

/** Starts the backup service. */
public final class BackupService {
  private BackupService() {}

  /** Runs until the process is asked to end. */
  public static void main(String[] args) {
    ServiceKitFactory.run("backup-service", "", args);
  }
}
