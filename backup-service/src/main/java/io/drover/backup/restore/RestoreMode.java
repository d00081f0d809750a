package io.drover.backup.restore;

import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a restore does with the database that it fills. */
enum RestoreMode {
  /** It gets a name that was free. */
  NEW,
  /** It takes the place of the database that was backed up. */
  REPLACE,
  /** None is filled: what was replaced comes back. */
  UNDO,
  /** None is made: the database itself is emptied and filled, in one transaction. */
  IN_PLACE,
  /** It gets a name that was free and is dropped after a while. */
  SCRATCH;

  /** Whether this changes what is under the database's own name. */
  boolean replaces() {
    return this == REPLACE || this == UNDO || this == IN_PLACE;
  }

  /** Whether a backup of what is there comes first, unless the request says not to. */
  boolean takesSafetyBackup() {
    return this == REPLACE || this == IN_PLACE;
  }

  /** Whether a part of a backup may be restored so. */
  boolean takesParts() {
    return this == NEW || this == SCRATCH || this == IN_PLACE;
  }

  /** Whether the database shall do nothing by itself. */
  boolean quiet() {
    return this == SCRATCH;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The mode of a request that was admitted. */
  static RestoreMode of(RestoreRequested command) {
    return Arrays.stream(values())
        .filter(mode -> mode.word().equals(command.getMode()))
        .findFirst()
        .orElse(NEW);
  }

  /** Refuses other words. */
  static RestoreMode admitted(RestoreRequested command) throws OperationFailure {
    RestoreMode mode = of(command);
    if (!mode.word().equals(command.getMode())) {
      String words =
          Arrays.stream(values()).map(RestoreMode::word).collect(Collectors.joining(", "));
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The mode of a restore is one of " + words + ".",
          "Send the request again under a new operationId with one of these modes.");
    }
    return mode;
  }
}
