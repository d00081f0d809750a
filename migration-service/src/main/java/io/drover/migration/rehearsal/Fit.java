package io.drover.migration.rehearsal;

import io.drover.migration.flyway.RunContent;
import io.drover.migration.flyway.RunScript;
import io.drover.migration.plan.Plan;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What runs on a copy, held against the plan: the copy is of another moment.
 *
 * @param more scripts that run there beside those of the plan
 * @param missing scripts of the plan that do not run there
 */
record Fit(List<String> more, List<String> missing) {
  private record Name(String namespace, String script) {}

  static Fit of(Plan plan, List<RunContent> copy) {
    Set<Name> planned = new LinkedHashSet<>();
    for (Plan.PlannedScript each : plan.scripts()) {
      planned.add(new Name(each.namespace(), each.script().name()));
    }
    Set<Name> there = new LinkedHashSet<>();
    for (RunContent content : copy) {
      for (RunScript script : content.scripts()) {
        there.add(new Name(content.namespace(), script.name()));
      }
    }
    return new Fit(without(there, planned), without(planned, there));
  }

  private static List<String> without(Set<Name> all, Set<Name> others) {
    List<String> names = new ArrayList<>();
    for (Name each : all) {
      if (!others.contains(each)) {
        names.add(each.script());
      }
    }
    return names;
  }

  /**
   * Refuses a copy on which not all of the plan would run.
   *
   * @throws OperationFailure {@code CHILD_FAILED}
   */
  void require(String database, String backupId) throws OperationFailure {
    if (!missing.isEmpty()) {
      throw OperationFailure.of(
          FailureCode.CHILD_FAILED,
          "The plan was not rehearsed: in the backup "
              + backupId
              + " "
              + missing.getFirst()
              + (missing.size() == 1 ? "" : " and " + (missing.size() - 1) + " more")
              + " of it is applied already, so the backup is not of the database as it is now.",
          "Choose another one of ./drover backups "
              + database
              + " and rehearse on it: ./drover migrate "
              + database
              + " --rehearse --backup ID");
    }
  }
}
