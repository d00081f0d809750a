package io.drover.system.harness;

/** A service of Drover that carries out operations. */
public enum Service {
  BACKUP("backup-service", "io.drover.backup.BackupService"),
  MIGRATION("migration-service", "io.drover.migration.MigrationService");

  private final String module;
  private final String mainClass;

  Service(String module, String mainClass) {
    this.module = module;
    this.mainClass = mainClass;
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
