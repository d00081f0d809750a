package io.drover.service.intake;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Tells an absent state database from one that refuses a statement. */
final class Availability {
  private Availability() {}

  /**
   * True when the same statement may succeed later: connections, resources, shutdown, deadlocks.
   */
  static boolean away(SQLException problem) {
    if (problem instanceof SQLTransientConnectionException) {
      return true;
    }
    String state = problem.getSQLState();
    if (state == null) {
      return true;
    }
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "08", "53", "57", "58", "40", "25", "55" -> true;
      default -> false;
    };
  }
}
