package io.drover.backup.maintenance;

import io.drover.backup.admission.Admission;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Work on the backups of a database, by the action that the request names. Actions of one lane on
 * one database run one after another; they hold up no backup and no restore, nor are they held up
 * by any.
 */
public final class MaintenanceHandler implements OperationHandler<MaintenanceRequested> {
  /** Word of the policy's operations that allows maintenance. */
  public static final String PERMISSION = Kinds.MAINTENANCE;

  /** Begins the names of lanes; no database is called so. */
  static final String LANE = "drover_maintenance_";

  private final Map<String, MaintenanceAction> actions = new TreeMap<>();

  /** A handler of these actions. */
  public MaintenanceHandler(List<MaintenanceAction> actions) {
    actions.forEach(action -> this.actions.put(action.name(), action));
  }

  @Override
  public String kind() {
    return Kinds.MAINTENANCE;
  }

  @Override
  public Topic requests() {
    return Topics.MAINTENANCE_REQUESTED;
  }

  @Override
  public Class<MaintenanceRequested> commandType() {
    return MaintenanceRequested.class;
  }

  @Override
  public String permission(MaintenanceRequested command) {
    MaintenanceAction action = actions.get(command.getAction());
    return action == null ? PERMISSION : action.permission();
  }

  @Override
  public String physicalName(MaintenanceRequested command, DatabaseEntry database) {
    MaintenanceAction action = actions.get(command.getAction());
    return (action == null ? LANE : action.lane()) + database.name();
  }

  @Override
  public void admit(MaintenanceRequested command, DatabaseEntry database) throws OperationFailure {
    MaintenanceAction action = action(command);
    Admission.check(action.permission(), command.getRequestedBy(), database);
    action.admit(command, database);
  }

  @Override
  public Outcome handle(Attempt<MaintenanceRequested> attempt) throws Exception {
    return action(attempt.command()).run(attempt);
  }

  @Override
  public void abandon(Attempt<MaintenanceRequested> attempt) throws Exception {
    action(attempt.command()).abandon(attempt);
  }

  private MaintenanceAction action(MaintenanceRequested command) throws OperationFailure {
    MaintenanceAction action = actions.get(command.getAction());
    if (action == null) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "There is no such action of maintenance.",
          "Name one of " + String.join(", ", actions.keySet()) + " as action.");
    }
    return action;
  }
}
