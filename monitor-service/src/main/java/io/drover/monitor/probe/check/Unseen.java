package io.drover.monitor.probe.check;

/** SQL for the remedy of a row that stands for what may not be seen. */
final class Unseen {
  /** The grant that {@link Privilege#READ_ALL_DATA} names, which servers have from 14 on. */
  static final String ALL_DATA = "NULL";

  private Unseen() {}

  /**
   * A grant on all of them in the schemas where one is unseen; reads {@code nspname}.
   *
   * @param objects as GRANT names them, such as {@code TABLES}
   */
  static String grantOn(String objects) {
    return "'GRANT SELECT ON ALL %s IN SCHEMA ' || string_agg(DISTINCT quote_ident(nspname), ', ') || ' TO ' || quote_ident(current_user)"
        .formatted(objects);
  }
}
