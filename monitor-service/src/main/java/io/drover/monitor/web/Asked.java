package io.drover.monitor.web;

import io.drover.monitor.projection.Cursor;
import io.drover.monitor.projection.OperationQueries;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the parameters of a request into a filter. */
public final class Asked {
  private static final int MOST = 500;

  private Asked() {}

  /**
   * The filter.
   *
   * @param state a state, or open for all that are under way
   * @return empty when the cursor is none of ours
   */
  public static Optional<OperationQueries.Filter> filter(
      @Nullable String database,
      @Nullable String state,
      @Nullable String kind,
      @Nullable String before,
      int limit) {
    boolean open = "open".equals(state);
    Optional<Cursor> cursor = before == null ? Optional.empty() : Cursor.of(before);
    if (before != null && cursor.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new OperationQueries.Filter(
            database,
            open ? null : state,
            kind,
            open ? Boolean.TRUE : null,
            cursor.orElse(null),
            Math.clamp(limit, 1, MOST)));
  }
}
