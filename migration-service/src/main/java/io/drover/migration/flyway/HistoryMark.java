package io.drover.migration.flyway;

import org.jspecify.annotations.Nullable;

/**
 * What stands in the history's {@code installed_by} for the migrations of one operation: the
 * database user and the operation. So a later attempt knows what an earlier one applied without
 * comparing the clocks of two servers.
 */
record HistoryMark(String user, String operation) {
  private static final String PREFIX = "drover/migrate/";

  /** Width of the column. */
  private static final int LIMIT = 100;

  static HistoryMark of(String user, String operationId) {
    return new HistoryMark(user, PREFIX + operationId);
  }

  String text() {
    int room = LIMIT - operation.length() - 1;
    return (user.length() > room ? user.substring(0, room) : user) + " " + operation;
  }

  boolean made(@Nullable String installedBy) {
    return installedBy != null && installedBy.endsWith(" " + operation);
  }

  /** The database user alone, also of the marks of other operations. */
  static @Nullable String userOf(@Nullable String installedBy) {
    int mark = installedBy == null ? -1 : installedBy.lastIndexOf(" " + PREFIX);
    return installedBy == null || mark < 0 ? installedBy : installedBy.substring(0, mark);
  }
}
