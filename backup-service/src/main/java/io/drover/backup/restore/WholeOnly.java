package io.drover.backup.restore;

import io.drover.backup.repository.Manifest;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DumpFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What backups of other formats than custom do not allow: only of that one the table of contents is
 * known and can be changed on its way to pg_restore.
 */
final class WholeOnly {
  private WholeOnly() {}

  /**
   * Refuses what cannot be done with a backup of this format.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}
   */
  static void check(RestoreRequested command, Manifest manifest) throws OperationFailure {
    if (manifest.format().equals(DumpFormat.CUSTOM.word())) {
      return;
    }
    String asked = asked(command, manifest.plain());
    if (!asked.isEmpty()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The backup "
              + manifest.backupId()
              + " has the format "
              + manifest.format()
              + ", which is restored as a whole or not at all; the request says "
              + asked
              + ".",
          "./drover restore "
              + manifest.database()
              + " --backup "
              + manifest.backupId()
              + " --create-missing-roles --as NEW_NAME");
    }
  }

  private static String asked(RestoreRequested command, boolean plain) {
    return Stream.of(
            plain && command.getNoOwner() ? "--no-owner" : "",
            plain && command.getNoAcl() ? "--no-acl" : "",
            command.getSchemas().isEmpty() ? "" : "--schema",
            command.getTables().isEmpty() ? "" : "--table",
            command.getRoleMapping().isEmpty() ? "" : "--map-role",
            RestoreMode.of(command) == RestoreMode.IN_PLACE ? "--in-place" : "")
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
