package io.drover.system.harness;

/** A service of Drover. */
public enum Service {
  BACKUP("backup-service", "io.drover.backup.BackupService"),
  MIGRATION("migration-service", "io.drover.migration.MigrationService"),
  /** Carries out no operations: it watches. */
  MONITOR("monitor-service", "io.drover.monitor.MonitorService");

  private final String module;
  private final String mainClass;

  Service(String module, String mainClass) {
    this.module = module;
    this.mainClass = mainClass;
  }

  /** Those that carry out operations. */
  public static Service[] operating() {
    return new Service[] {BACKUP, MIGRATION};
  }

  /** The name that the service gives itself, which is its module's too. */
  public String module() {
    return module;
  }

  /** Schema of the service in the state database. */
  public String schema() {
    return "drover_" + module.replace("-service", "");
  }

  String mainClass() {
    return mainClass;
  }
}
