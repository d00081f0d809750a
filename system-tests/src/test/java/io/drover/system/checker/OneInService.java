package io.drover.system.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Under the name of each database there is one that is open and bears no mark; beside it there are
 * as many kept ones, closed and marked, as replacements that succeeded.
 */
final class OneInService implements Invariant {
  private static final String DESCRIBED =
      "SELECT datallowconn || ' ' || (coalesce(shobj_description(oid, 'pg_database'), '') LIKE"
          + " '%drover:{%') FROM pg_database WHERE ";

  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    List<String> found = new ArrayList<>();
    Databases databases = new Databases(evidence.scene());
    for (Map.Entry<String, String> each : evidence.scene().databases().entrySet()) {
      String physical = each.getValue();
      List<String> inService =
          databases.column("postgres", DESCRIBED + "datname = '" + physical + "'");
      if (!inService.equals(List.of("true false"))) {
        found.add(physical + " is not open and unmarked: " + inService);
      }
      List<String> kept =
          databases.column(
              "postgres", DESCRIBED + "starts_with(datname, '" + physical + "_drover_')");
      if (kept.stream().anyMatch(one -> !one.equals("false true"))) {
        found.add("not all that is kept of " + physical + " is closed and marked: " + kept);
      }
      long replaced =
          evidence.ends().values().stream()
              .filter(end -> end.type().equals("RestoreSucceeded"))
              .filter(end -> end.header().get("database").toString().equals(each.getKey()))
              .filter(end -> end.text("mode").equals("replace"))
              .count();
      if (kept.size() != replaced) {
        found.add(
            kept.size() + " are kept of " + physical + " after " + replaced + " replacements");
      }
    }
    return found;
  }
}
