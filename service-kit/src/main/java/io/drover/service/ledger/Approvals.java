package io.drover.service.ledger;

import static io.drover.service.ledger.FactWriter.key;

import io.drover.schemas.OperationApproved;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.StepListener;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What persons decide about operations that wait for an approval. */
public class Approvals {
  private final StateDatabase state;
  private final DatabaseRegistry registry;
  private final FactWriter writer;
  private final Lanes lanes;
  private final StepListener steps;

  public Approvals(
      StateDatabase state,
      DatabaseRegistry registry,
      Ledger ledger,
      Lanes lanes,
      StepListener steps) {
    this.state = state;
    this.registry = registry;
    this.writer = ledger.writer();
    this.lanes = lanes;
    this.steps = steps;
  }

  /**
   * A decision.
   *
   * @param approves true to approve, false to reject
   * @param by who decides, proven
   * @param digest digest of the content that is decided about
   */
  public record Decision(
      OperationKey operation, boolean approves, String by, String digest, String reason) {}

  /**
   * Carries a decision out in the caller's transaction. One that was carried out before changes
   * nothing.
   *
   * @return why it is not carried out, and nothing has changed
   */
  public Optional<OperationFailure> decide(Connection connection, Decision decision)
      throws SQLException {
    Optional<LedgerRow> row = LedgerRow.find(connection, decision.operation());
    if (row.isEmpty()) {
      return Optional.of(ApprovalFailures.unknown(decision));
    }
    Held held = Held.of(connection, decision.operation());
    if (decided(row.get(), held, decision)) {
      return Optional.empty();
    }
    try {
      check(row.get(), held, decision);
    } catch (OperationFailure refused) {
      return Optional.of(refused);
    }
    if (decision.approves()) {
      approve(connection, row.get(), held, decision);
    } else {
      writer.end(
          connection,
          row.get(),
          OperationState.REJECTED,
          header -> Facts.rejected(header, ApprovalFailures.rejection(decision)),
          List.of());
      decidedBy(connection, decision);
    }
    return Optional.empty();
  }

  private static boolean decided(LedgerRow row, Held held, Decision decision) {
    return decision.approves()
        ? held.approved() && held.digest().equals(decision.digest())
        : row.state() == OperationState.REJECTED
            && !held.approved()
            && decision.by().equals(held.decidedBy());
  }

  private void check(LedgerRow row, Held held, Decision decision) throws OperationFailure {
    if (row.state() != OperationState.APPROVAL) {
      throw ApprovalFailures.notWaiting(row);
    }
    Optional<Policy.Approval> policy = policy(row.origin().database());
    Set<String> approvers = policy.map(Policy.Approval::approvers).orElse(Set.of());
    boolean onBehalf = policy.filter(Policy.Approval::onBehalf).isPresent();
    if (!approvers.contains(onBehalf ? Policy.asker(decision.by()) : decision.by())) {
      throw ApprovalFailures.noApprover(row, decision.by(), approvers);
    }
    if (Policy.asker(decision.by()).equals(Policy.asker(held.requester()))) {
      throw ApprovalFailures.ownRequest(decision);
    }
    if (!held.digest().equals(decision.digest())) {
      throw ApprovalFailures.otherContent(held, decision);
    }
    if (!held.approveBy().isAfter(row.now())) {
      throw ApprovalFailures.missing(held.approveBy());
    }
  }

  private Optional<Policy.Approval> policy(String database) {
    return registry.find(database).flatMap(entry -> Optional.ofNullable(entry.policy().approval()));
  }

  /** Its place in the lane is behind what was there at the approval: none there is overtaken. */
  private void approve(Connection connection, LedgerRow row, Held held, Decision decision)
      throws SQLException {
    Instant deadline;
    try (var update =
        connection.prepareStatement(
            """
            UPDATE operation SET state = 'ACCEPTED', lane = held_lane, accepted_order = nextval('operation_order'),
              deadline = clock_timestamp() + (deadline - accepted_at), approved_at = clock_timestamp()
            WHERE kind = ? AND operation_id = ? RETURNING deadline
            """)) {
      key(update, 1, decision.operation());
      try (var updated = update.executeQuery()) {
        updated.next();
        deadline = updated.getObject(1, OffsetDateTime.class).toInstant();
      }
    }
    decidedBy(connection, decision);
    writer.tell(
        connection,
        row,
        0,
        header ->
            OperationApproved.newBuilder()
                .setHeader(header)
                .setApprovedBy(decision.by())
                .setRequestDigest(held.digest())
                .setReason(decision.reason())
                .setDeadline(deadline)
                .build());
    lanes.wake(connection, Set.of(held.lane()));
    state.afterCommit(() -> steps.reached(decision.operation().toString(), "approved"));
  }

  private static void decidedBy(Connection connection, Decision decision) throws SQLException {
    try (var update =
        connection.prepareStatement(
            "UPDATE operation SET decided_by = ? WHERE kind = ? AND operation_id = ?")) {
      update.setString(1, decision.by());
      key(update, 2, decision.operation());
      update.executeUpdate();
    }
  }
}
