package io.drover.migration.bundle;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;

/** Why a bundle is not taken. */
final class Refusals {
  private static final int SHOWN = 120;

  private Refusals() {}

  /** An entry; its name is shown without what could deceive a reader. */
  static OperationFailure name(String name, String why) {
    String plain = name.replaceAll("[^\\p{Graph} ]", "?");
    String shown = plain.length() > SHOWN ? plain.substring(0, SHOWN) + "..." : plain;
    return of("the entry '" + shown + "' " + why);
  }

  /** The whole. */
  static OperationFailure of(String why) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "The bundle was refused and nothing of it was read: " + why + ".",
        "Pack the folder of migrations again, with plain files only: tar -czhf bundle.tar.gz"
            + " --hard-dereference -C migrations .");
  }

  static OperationFailure tooLarge(String what) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "The bundle was refused, as " + what + ".",
        "Leave out what is no migration, or split the bundle.");
  }
}
