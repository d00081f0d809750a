package io.drover.cli.listing;

import io.drover.schemas.MaintenanceSucceeded;
import java.util.Objects;

/** What came of work on backups, in a few words. */
final class MaintenanceResult {
  private MaintenanceResult() {}

  static String of(MaintenanceSucceeded done) {
    String backup = "backup " + Objects.requireNonNullElse(done.getBackupId(), "");
    return switch (done.getAction()) {
      case "import" -> backup;
      case "export" -> backup + " written";
      case "copy" -> backup + " copied";
      case "pin", "unpin" -> backup + " " + done.getAction() + "ned";
      case "retain" -> removed(done) + ", " + done.getKeptCount() + " kept";
      case "remove" -> backup + (done.getDryRun() ? " would be removed" : " removed");
      case "scrub" -> "nothing damaged";
      case "rebuild-catalogue" -> "announced again";
      default -> "";
    };
  }

  private static String removed(MaintenanceSucceeded done) {
    return done.getRemovedCount() + (done.getDryRun() ? " would be removed" : " removed");
  }
}
