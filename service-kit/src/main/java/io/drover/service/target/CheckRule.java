package io.drover.service.target;

import org.jspecify.annotations.Nullable;

/**
 * When a check speaks up, in the unit of the check.
 *
 * @param off whether it is not made at all
 * @param warning value from which on it warns; null for never
 * @param critical value from which on it is critical; null for never
 */
public record CheckRule(boolean off, @Nullable Double warning, @Nullable Double critical) {
  /** Whether warning and critical are in the order in which a value passes them. */
  boolean ordered(boolean falling) {
    return warning == null
        || critical == null
        || (falling ? warning >= critical : warning <= critical);
  }
}
