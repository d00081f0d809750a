package io.drover.backup.maintenance;

import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.service.operation.Outcome;
import io.drover.service.operation.Outcome.Announcement;
import java.util.List;

/** The end of work that removes nothing; what it did is told by facts of its own. */
public final class PlainSuccess {
  private PlainSuccess() {}

  /** The request's action was done. */
  public static Outcome.Done of(MaintenanceRequested command, List<Announcement> told) {
    return new Outcome.Done(
        header ->
            MaintenanceSucceeded.newBuilder()
                .setHeader(header)
                .setAction(command.getAction())
                .setBackupId(command.getBackupId())
                .setDryRun(command.getDryRun())
                .setRemoved(List.of())
                .setKept(List.of())
                .build(),
        told);
  }
}
