package io.drover.monitor.alert;

import io.drover.schemas.Alert;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people have said about an alert, as far as it still holds. */
record Marks(
    @Nullable String acknowledgedBy,
    @Nullable Instant acknowledgedUntil,
    @Nullable String silencedBy,
    @Nullable Instant silencedUntil,
    String note) {

  /** The marks that an alert carries. */
  static Marks of(Alert alert) {
    return new Marks(
        alert.getAcknowledgedBy(),
        alert.getAcknowledgedUntil(),
        alert.getSilencedBy(),
        alert.getSilencedUntil(),
        alert.getNote());
  }

  /**
   * The marks that an alert should carry.
   *
   * @param controls all that may still hold, oldest first: the newest that is about it counts
   */
  static Marks on(Alert alert, List<Control> controls, Instant now) {
    Control acknowledged = newest(alert, controls, Control.Action.ACKNOWLEDGE, now);
    Control silenced = newest(alert, controls, Control.Action.SILENCE, now);
    Control said = silenced == null ? acknowledged : silenced;
    return new Marks(
        acknowledged == null ? null : acknowledged.by(),
        acknowledged == null ? null : acknowledged.until(),
        silenced == null ? null : silenced.by(),
        silenced == null ? null : silenced.until(),
        said == null ? "" : said.reason());
  }

  private static @Nullable Control newest(
      Alert alert, List<Control> controls, Control.Action action, Instant now) {
    Control newest = null;
    for (Control each : controls) {
      boolean counts = each.action() == action || each.action() == Control.Action.RELEASE;
      if (counts && each.until().isAfter(now) && each.isAbout(alert)) {
        newest = each;
      }
    }
    return newest == null || newest.action() == Control.Action.RELEASE ? null : newest;
  }
}
