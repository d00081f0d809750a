package io.drover.service.intake;

import io.drover.bus.BusUnavailableException;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;

/** Tells an absent state database or bus from one that refuses a record. */
final class Availability {
  private Availability() {}

  /** True when the same work may succeed later, false when it is about the record. */
  static boolean away(Exception problem) {
    return switch (problem) {
      case BusUnavailableException _ -> true;
      case SQLException sql -> StateDatabase.away(sql);
      default -> false;
    };
  }
}
