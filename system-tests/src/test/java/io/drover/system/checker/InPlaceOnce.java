package io.drover.system.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Restores in place of rows alone have added those that they tell of, once each: a table without a
 * key holds what it held at first and these.
 */
final class InPlaceOnce implements Invariant {
  private static final String COUNT = "SELECT count(*) FROM public.feeling";

  /** Nobody restores into it. */
  private static final String UNTOUCHED = "delta";

  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    Map<String, Long> added = new HashMap<>();
    for (Fact end : evidence.ends().values()) {
      if (end.type().equals("RestoreSucceeded") && end.text("mode").equals("in-place")) {
        added.merge(
            end.header().get("database").toString(), Long.valueOf(end.text("rows")), Long::sum);
      }
    }
    List<String> found = new ArrayList<>();
    Databases databases = new Databases(evidence.scene());
    for (Map.Entry<String, Long> each : added.entrySet()) {
      long before = rows(databases, evidence.scene().databases().get(UNTOUCHED));
      long now = rows(databases, evidence.scene().databases().get(each.getKey()));
      if (now != before + each.getValue()) {
        found.add(
            each.getKey()
                + " had "
                + before
                + " rows, "
                + each.getValue()
                + " were added, and it has "
                + now);
      }
    }
    return found;
  }

  private static long rows(Databases databases, @Nullable String database) throws Exception {
    if (database == null) {
      throw new IllegalStateException("the scene has no such database");
    }
    return Long.parseLong(databases.column(database, COUNT).getFirst());
  }
}
