package io.drover.migration.flyway;

import io.drover.migration.execution.HistoryState;
import io.drover.migration.execution.UnfinishedScripts;
import io.drover.migration.source.MigrationSource;
import io.drover.schemas.HistoryChange;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/**
 * Sets the history of one namespace right after failed, edited or lost scripts, by Flyway's own
 * repair. Not thread-safe.
 */
public final class Repairing {
  private final OneHistory history;

  private Repairing(OneHistory history) {
    this.history = history;
  }

  /** For the attempt's target, with the scripts of one namespace. */
  public static Repairing of(Attempt<?> attempt, MigrationSource source) {
    return new Repairing(OneHistory.of(attempt, source));
  }

  /** What {@link #repair} changes, in the order of the history; changes nothing. */
  public List<HistoryChange> find() throws OperationFailure, InterruptedException {
    UnfinishedScripts unfinished = unfinished();
    try {
      Repairs repairs = new Repairs(history.namespace(), unfinished);
      List<HistoryChange> changes = new ArrayList<>();
      MigrationInfo[] infos = history.setup().forReading().info().all();
      Arrays.stream(infos).flatMap(each -> repairs.of(each).stream()).forEach(changes::add);
      for (String script : forgotten(unfinished, infos)) {
        changes.add(repairs.forgotten(script));
      }
      return changes;
    } catch (FlywayException e) {
      throw history.errors().of(e);
    }
  }

  /**
   * Changes what {@link #find} has found, in small steps each of which leaves less to find.
   *
   * @param changes those
   */
  public void repair(List<HistoryChange> changes) throws OperationFailure, InterruptedException {
    try {
      var _ = history.setup().forReading().repair();
    } catch (FlywayException e) {
      throw history.errors().of(e);
    }
    history.attempt().reached("history-repaired");
    List<String> scripts =
        changes.stream()
            .filter(each -> each.getChange().equals(Repairs.MARK_REMOVED))
            .map(HistoryChange::getScript)
            .toList();
    if (!scripts.isEmpty()) {
      history.direct(
          (connection, table) -> {
            UnfinishedScripts.forget(connection, table, scripts);
            return scripts.size();
          });
    }
  }

  private UnfinishedScripts unfinished() throws OperationFailure {
    return history.direct(HistoryState::read).unfinished();
  }

  /** Scripts in the middle that nothing goes on with: they failed, or are not there any more. */
  private static Set<String> forgotten(UnfinishedScripts unfinished, MigrationInfo[] infos) {
    Set<String> forgotten = new TreeSet<>();
    for (String script : unfinished.begun()) {
      boolean goesOn =
          Arrays.stream(infos)
              .filter(each -> script.equals(each.getScript()))
              .anyMatch(each -> !each.getState().isFailed());
      if (!goesOn) {
        forgotten.add(script);
      }
    }
    return forgotten;
  }
}
