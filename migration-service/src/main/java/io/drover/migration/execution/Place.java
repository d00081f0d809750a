package io.drover.migration.execution;

/**
 * Where a migration stands.
 *
 * @param line 0 where it is not known
 * @param inTransaction whether the whole script is one
 * @param resumed whether the script goes on from where an earlier run stopped
 */
public record Place(String script, int line, boolean inTransaction, boolean resumed) {
  /** Such as "The migration V2__two.sql failed at line 3". */
  String failed() {
    String at = line > 0 ? " at line " + line : "";
    String again = resumed ? ", going on from where an earlier run had stopped" : "";
    return "The migration " + script + " failed" + at + again;
  }
}
