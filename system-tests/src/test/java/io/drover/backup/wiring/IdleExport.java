package io.drover.backup.wiring;

import io.drover.backup.maintenance.MaintenanceAction;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import java.util.List;

/** Tells of an export and writes none. */
final class IdleExport implements MaintenanceAction {
  private final String folder;

  IdleExport(String folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "export";
  }

  @Override
  public void admit(MaintenanceRequested command, DatabaseEntry database) {}

  @Override
  public Outcome run(Attempt<MaintenanceRequested> attempt) {
    return new Outcome.Done(
        header ->
            MaintenanceSucceeded.newBuilder()
                .setHeader(header)
                .setAction("export")
                .setRemoved(List.of())
                .setKept(List.of())
                .setPath(folder + "/export/gamma.dump")
                .setSha256("0".repeat(64))
                .build());
  }
}
