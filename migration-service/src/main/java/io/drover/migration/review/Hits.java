package io.drover.migration.review;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Takes what a check finds on the statement that it looks at. */
interface Hits {
  /**
   * A finding that is dropped if later scripts settle it.
   *
   * @param settled asked when all scripts have been read
   */
  void unless(BooleanSupplier settled, @Nullable TableLock lock, String why, String rewrite);

  default void add(@Nullable TableLock lock, String why, String rewrite) {
    unless(() -> false, lock, why, rewrite);
  }
}
