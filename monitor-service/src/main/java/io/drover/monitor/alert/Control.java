package io.drover.monitor.alert;

import io.drover.schemas.Alert;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What someone has said about alerts.
 *
 * @param alertId the alert; empty for all that match
 * @param database empty for any
 * @param server empty for any
 * @param name empty for any
 * @param at when it was said, by the broker's clock
 * @param until until when it holds
 */
record Control(
    Action action,
    String alertId,
    String database,
    String server,
    String name,
    String by,
    String reason,
    Instant at,
    Instant until) {

  enum Action {
    ACKNOWLEDGE,
    SILENCE,
    RELEASE;

    static Optional<Action> of(String word) {
      for (Action each : values()) {
        if (each.word().equals(word)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether it is about this alert: nobody looks after what was not there when he said so. */
  boolean isAbout(Alert alert) {
    if (!alertId.isEmpty()) {
      return alertId.equals(alert.getAlertId());
    }
    boolean later = alert.getRaisedAt().isAfter(at);
    return !(action == Action.ACKNOWLEDGE && later)
        && (name.isEmpty() || name.equals(alert.getName()))
        && (server.isEmpty() || server.equals(alert.getServer()))
        && (database.isEmpty() || database.equals(alert.getDatabase()));
  }
}
