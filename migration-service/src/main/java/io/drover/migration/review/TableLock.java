package io.drover.migration.review;

/**
 * PostgreSQL's table-level locks, weakest first (manual, chapter 13.3.1). The order is that of
 * their numbers in the server.
 */
public enum TableLock {
  ACCESS_SHARE,
  ROW_SHARE,
  ROW_EXCLUSIVE,
  SHARE_UPDATE_EXCLUSIVE,
  SHARE,
  SHARE_ROW_EXCLUSIVE,
  EXCLUSIVE,
  ACCESS_EXCLUSIVE;

  /** As the manual writes it and {@code LOCK TABLE} takes it, for example ACCESS EXCLUSIVE. */
  public String sqlName() {
    return name().replace('_', ' ');
  }

  /** Whether INSERT, UPDATE and DELETE wait while another session holds it. */
  public boolean stopsWrites() {
    return compareTo(SHARE) >= 0;
  }

  /** By the number in a parse tree: ACCESS SHARE is 1. */
  static TableLock numbered(long number) {
    return values()[Math.toIntExact(number) - 1];
  }
}
