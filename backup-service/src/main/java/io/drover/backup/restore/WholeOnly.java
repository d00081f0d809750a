package io.drover.backup.restore;

import io.drover.backup.repository.Manifest;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What backups of plain SQL do not allow: they have no table of contents to choose from. */
final class WholeOnly {
  private WholeOnly() {}

  /**
   * Refuses what cannot be done with text.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}
   */
  static void check(RestoreRequested command, Manifest manifest) throws OperationFailure {
    String asked = manifest.plain() ? asked(command) : "";
    if (!asked.isEmpty()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The backup "
              + manifest.backupId()
              + " is plain SQL, which is restored as a whole or not at all; the request says "
              + asked
              + ".",
          "./drover restore "
              + manifest.database()
              + " --backup "
              + manifest.backupId()
              + " --create-missing-roles --as NEW_NAME");
    }
  }

  private static String asked(RestoreRequested command) {
    return Stream.of(
            command.getNoOwner() ? "--no-owner" : "",
            command.getNoAcl() ? "--no-acl" : "",
            command.getSchemas().isEmpty() ? "" : "--schema",
            command.getTables().isEmpty() ? "" : "--table",
            command.getRoleMapping().isEmpty() ? "" : "--map-role",
            RestoreMode.of(command) == RestoreMode.IN_PLACE ? "--in-place" : "")
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
