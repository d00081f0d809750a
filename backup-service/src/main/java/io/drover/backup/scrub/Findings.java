package io.drover.backup.scrub;

import io.drover.backup.repository.BackupRepository;
import io.drover.schemas.ScrubFinding;
import org.jspecify.annotations.Nullable;

/** What is wrong, each with the command that helps. */
final class Findings {
  private final String database;
  private final BackupRepository first;
  private final @Nullable BackupRepository copies;

  Findings(String database, BackupRepository first, @Nullable BackupRepository copies) {
    this.database = database;
    this.first = first;
    this.copies = copies;
  }

  ScrubFinding of(
      BackupRepository where, String backupId, String file, String problem, String message) {
    return new ScrubFinding(
        where.name(), backupId, file, problem, message, remedy(where, backupId, file));
  }

  private String remedy(BackupRepository where, String backupId, String file) {
    if (!where.equals(first) || file.equals("copy.json")) {
      return "./drover copy " + database + " " + backupId;
    }
    if (file.equals("pin.json")) {
      return "./drover unpin %1$s --backup %2$s && ./drover pin %1$s --backup %2$s"
          .formatted(database, backupId);
    }
    if (file.startsWith("verdict-")) {
      return "./drover verify " + database + " --backup " + backupId;
    }
    if (copies == null) {
      // What is not there at all cannot be removed, and damage that stays is found each time.
      return file.isEmpty()
          ? "./drover backup " + database
          : "./drover remove %1$s --backup %2$s # and then ./drover backup %1$s"
              .formatted(database, backupId);
    }
    return "./drover restore %s --backup %s --scratch --from-copy".formatted(database, backupId);
  }
}
