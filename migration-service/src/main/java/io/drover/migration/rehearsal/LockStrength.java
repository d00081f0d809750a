package io.drover.migration.rehearsal;

import java.util.Optional;

/** Modes of locks on relations, from the weakest (manual, chapter Explicit Locking). */
enum LockStrength {
  ACCESS_SHARE("AccessShareLock"),
  ROW_SHARE("RowShareLock"),
  ROW_EXCLUSIVE("RowExclusiveLock"),
  SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock"),
  SHARE("ShareLock"),
  SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock"),
  EXCLUSIVE("ExclusiveLock"),
  ACCESS_EXCLUSIVE("AccessExclusiveLock");

  private final String word;

  LockStrength(String word) {
    this.word = word;
  }

  /** As pg_locks has it. */
  String word() {
    return word;
  }

  static Optional<LockStrength> of(String word) {
    for (LockStrength each : values()) {
      if (each.word.equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
