package io.drover.monitor.web;

import io.drover.monitor.projection.Cursor;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.request.RefusedException;
import org.jspecify.annotations.Nullable;

/** Turns the parameters of a request into a filter. */
public final class Asked {
  private Asked() {}

  /**
   * The filter.
   *
   * @param state a state, or open for all that are under way
   * @throws RefusedException a word that means nothing, a limit out of its range, or a cursor that
   *     is none of ours
   */
  public static OperationQueries.Filter filter(
      @Nullable String database,
      @Nullable String state,
      @Nullable String kind,
      @Nullable String before,
      int limit)
      throws RefusedException {
    String wanted = Filters.one("state", state, Filters.STATES);
    boolean open = "open".equals(wanted);
    return new OperationQueries.Filter(
        database,
        open ? null : wanted,
        Filters.one("kind", kind, Filters.KINDS),
        open ? Boolean.TRUE : null,
        before == null ? null : cursor(before),
        Filters.within("limit", limit, Filters.MOST));
  }

  private static Cursor cursor(String before) throws RefusedException {
    return Cursor.of(before)
        .orElseThrow(
            () ->
                RefusedException.invalid(
                    "The value of before is not one that a page named as next.",
                    "GET /api/operations"));
  }
}
