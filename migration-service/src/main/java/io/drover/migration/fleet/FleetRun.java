package io.drover.migration.fleet;

import io.drover.schemas.FleetRequested;
import io.drover.schemas.FleetSummary;
import io.drover.schemas.Kinds;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.Topics;
import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.OperationKey;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.operation.Outcome.ChildRequest;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.Policy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One attempt of a fleet: notes what has ended and begins as many as may be at work. */
final class FleetRun {
  /** Requests that lie longer ahead are refused. */
  private static final Duration LONGEST_EXPIRY = Duration.ofDays(29);

  private final Attempt<FleetRequested> attempt;
  private final FleetTable table;
  private final String fleet;
  private final FleetRequested command;

  FleetRun(Attempt<FleetRequested> attempt, FleetTable table) {
    this.attempt = attempt;
    this.table = table;
    this.fleet = attempt.operationId();
    this.command = attempt.command();
  }

  Outcome outcome(DatabaseRegistry registry, FleetProgress progress)
      throws SQLException, OperationFailure, InterruptedException {
    if (table.standing(fleet).total() == 0) {
      table.create(fleet, Selection.of(command, registry));
      attempt.reached("members-chosen");
    }
    Standing standing = noted();
    progress.tell(attempt, standing);
    int limit = command.getStopAfterFailures();
    boolean stopped = limit > 0 && standing.failures() >= limit;
    List<String> next =
        stopped
            ? List.of()
            : table.next(fleet, Math.max(0, command.getConcurrency() - standing.running()));
    if (standing.running() + next.size() > 0) {
      attempt.reached("members-begun");
      return await(next, standing.total());
    }
    FleetReport report = report(standing);
    if (standing.succeeded() < standing.total()) {
      return new Outcome.Failed(report.failure(limit), List.of());
    }
    sumUp(standing);
    return new Outcome.Done(header -> report.succeeded(header, attempt.acceptedAt()));
  }

  private Standing noted() throws SQLException, InterruptedException {
    table.end(fleet, attempt.endedChildren().stream().map(MemberEnd::of).toList());
    attempt.reached("ends-noted");
    return table.standing(fleet);
  }

  private FleetReport report(Standing standing) {
    return new FleetReport(table, fleet, command.getMode(), standing);
  }

  /** States the summary of a fleet that ends without success, if it has begun. */
  void abandon() throws SQLException, OperationFailure, InterruptedException {
    Standing standing = noted();
    if (standing.total() > 0) {
      sumUp(standing);
    }
  }

  private void sumUp(Standing standing)
      throws SQLException, OperationFailure, InterruptedException {
    if (standing.summedUp()) {
      return;
    }
    FleetSummary.Builder summary = report(standing).summary();
    attempt.state(
        header -> summary.setHeader(header).build(),
        List.of(),
        connection -> FleetTable.sumUp(connection, fleet));
    attempt.reached("summed-up");
  }

  private Outcome await(List<String> next, int total) {
    OperationKey parent = new OperationKey(Kinds.FLEET, fleet);
    Map<String, String> children = new LinkedHashMap<>();
    next.forEach(database -> children.put(database, Ledger.childId(parent, database)));
    return new Outcome.AwaitAny(
        next.stream().map(this::request).toList(),
        total
            + (total == 1 ? " database, " : " databases, ")
            + command.getConcurrency()
            + " at a time",
        connection -> FleetTable.begin(connection, fleet, children));
  }

  /** The same request at every attempt, as it is made of the ledger's facts alone. */
  private ChildRequest request(String database) {
    Instant latest = attempt.acceptedAt().plus(LONGEST_EXPIRY);
    Instant expiresAt = attempt.deadline().isAfter(latest) ? latest : attempt.deadline();
    return new ChildRequest(
        Kinds.MIGRATE,
        Topics.MIGRATE_REQUESTED,
        database,
        id ->
            MigrateRequested.newBuilder()
                .setOperationId(id)
                .setDatabase(database)
                .setRequestedBy(Policy.ON_BEHALF + Policy.asker(command.getRequestedBy()))
                .setReason(command.getReason())
                .setExpiresAt(expiresAt)
                .setOnBusy(command.getOnBusy())
                .setLabels(command.getLabels())
                .setMode(command.getMode())
                .setBundle(command.getBundle())
                .setBundleSha256(command.getBundleSha256())
                .build());
  }
}
