package io.drover.monitor.alert;

import io.drover.schemas.Alert;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alert as the state database keeps it.
 *
 * @param condition key of its condition
 * @param firstAt since when the condition was seen before the alert was raised
 * @param goneAt since when it is not seen any more; null while it is
 * @param body the record as it is published; while it is pending, as it would be
 */
record AlertRow(
    String alertId,
    String condition,
    Phase phase,
    Instant firstAt,
    @Nullable Instant goneAt,
    Alert body) {

  enum Phase {
    /** Its condition has not held for long enough; nobody knows of it. */
    PENDING,
    FIRING,
    RESOLVED
  }

  /** The same, seen or not seen since an instant. */
  AlertRow gone(@Nullable Instant at) {
    return new AlertRow(alertId, condition, phase, firstAt, at, body);
  }

  /** The same in another phase. */
  AlertRow as(Phase next, Alert changed) {
    return new AlertRow(alertId, condition, next, firstAt, goneAt, changed);
  }

  /** The same, as if seen and missed only since an instant. */
  AlertRow anewSince(Instant at) {
    return new AlertRow(
        alertId,
        condition,
        phase,
        phase == Phase.PENDING ? at : firstAt,
        goneAt == null ? null : at,
        body);
  }
}
