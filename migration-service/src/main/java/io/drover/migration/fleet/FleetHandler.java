package io.drover.migration.fleet;

import io.drover.schemas.FleetRequested;
import io.drover.schemas.Kinds;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks for the same about the migrations of many databases: one operation for each, at most so many
 * at a time, and no more after so many failures.
 *
 * <p>Which databases is settled when it first begins. Their operations are asked for on behalf of
 * the fleet's requester, so that each database's own policy decides about him. It holds nothing
 * while they run, and is called again whenever one has ended.
 */
final class FleetHandler implements OperationHandler<FleetRequested> {
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final FleetTable table;
  private final DatabaseRegistry registry;
  private final FleetProgress progress = new FleetProgress();

  FleetHandler(FleetTable table, DatabaseRegistry registry) {
    this.table = table;
    this.registry = registry;
  }

  @Override
  public String kind() {
    return Kinds.FLEET;
  }

  @Override
  public Topic requests() {
    return Topics.FLEET_REQUESTED;
  }

  @Override
  public Class<FleetRequested> commandType() {
    return FleetRequested.class;
  }

  @Override
  public Duration defaultTimeout() {
    return Duration.ofDays(1);
  }

  @Override
  public Optional<DatabaseEntry> entry(
      FleetRequested command, String database, DatabaseRegistry databases) {
    return Optional.of(FleetEntry.of(command.getOperationId(), command.getRequestedBy()));
  }

  @Override
  public void admit(FleetRequested command, DatabaseEntry database) throws OperationFailure {
    FleetAdmission.check(command);
  }

  @Override
  public Outcome handle(Attempt<FleetRequested> attempt)
      throws SQLException, OperationFailure, InterruptedException {
    try {
      return new FleetRun(attempt, table).outcome(registry, progress);
    } catch (SQLException problem) {
      if (StateDatabase.away(problem)) {
        return new Outcome.RetryAfter(AGAIN, "The state database is away.");
      }
      throw problem;
    }
  }

  @Override
  public void abandon(Attempt<FleetRequested> attempt)
      throws SQLException, OperationFailure, InterruptedException {
    progress.forget(attempt.operationId());
    new FleetRun(attempt, table).abandon();
  }
}
