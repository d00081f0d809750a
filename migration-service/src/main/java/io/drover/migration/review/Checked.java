package io.drover.migration.review;

import org.jspecify.annotations.Nullable;

/** A rule and how it is looked for. */
record Checked(Rule rule, Check check) {
  static Checked block(
      String id, String what, @Nullable TableLock lock, String safeWay, Check check) {
    return new Checked(new Rule(id, Severity.BLOCK, what, lock, safeWay), check);
  }

  static Checked warn(
      String id, String what, @Nullable TableLock lock, String safeWay, Check check) {
    return new Checked(new Rule(id, Severity.WARN, what, lock, safeWay), check);
  }

  static Checked info(
      String id, String what, @Nullable TableLock lock, String safeWay, Check check) {
    return new Checked(new Rule(id, Severity.INFO, what, lock, safeWay), check);
  }
}
