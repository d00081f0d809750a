package io.drover.monitor.request;

import io.drover.bus.CommandCodec;
import io.drover.monitor.access.Caller;
import io.drover.monitor.access.Role;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.OperationView;
import io.drover.schemas.OperationControl;
import io.drover.schemas.Topics;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.Policy;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cancels operations, and decides about those that wait for an approval. Thread-safe. */
public final class OperationControls {
  private static final String CANCEL = "cancel";
  private static final Set<String> DECISIONS = Set.of("approve", "reject");
  private static final String FLEET = "*";

  private final CommandCodec codec;
  private final Outlet outlet;
  private final DatabaseRegistry registry;
  private final Reach reach;
  private final OperationQueries operations;

  /** Publishes through this outlet. */
  public OperationControls(
      CommandCodec codec, Outlet outlet, DatabaseRegistry registry, OperationQueries operations) {
    this.codec = codec;
    this.outlet = outlet;
    this.registry = registry;
    this.reach = new Reach(registry);
    this.operations = operations;
  }

  /** What was asked for. */
  public record Requested(String operationId, String kind, String database, String action) {}

  /**
   * Publishes the control. A cancel may name an operation that the monitor has not heard of yet,
   * when it says kind and database.
   *
   * @throws RefusedException it is wrong, not permitted, or could not be published
   */
  public Requested submit(String operationId, byte[] json, Caller caller)
      throws RefusedException, SQLException {
    Body body = Body.of(json);
    String action = body.must("action");
    if (!action.equals(CANCEL) && !DECISIONS.contains(action)) {
      throw RefusedException.invalid(
          "There is no such action.", "action is one of cancel, approve, reject.");
    }
    Named operation = operation(operationId, body.take("kind"), body.take("database"));
    if (operation.database().equals(FLEET)) {
      reach.everything(caller);
    } else {
      reach.database(operation.database(), caller);
    }
    if (DECISIONS.contains(action)) {
      checkDecision(operation, operationId, action, caller);
    }
    OperationControl control =
        body.with("operationId", operationId)
            .with("kind", operation.kind())
            .with("database", operation.database())
            .with("action", action)
            .by(caller, outlet.signs())
            .as(codec, OperationControl.class);
    if (DECISIONS.contains(action) && control.getDigest().isEmpty()) {
      throw RefusedException.invalid(
          "digest is missing: it says what is decided about.",
          "Send the requestDigest of the operation's OperationAccepted.");
    }
    outlet.publish(Topics.OPERATION_CONTROL, operation.database(), control, operationId);
    return new Requested(operationId, operation.kind(), operation.database(), action);
  }

  private record Named(String kind, String database) {}

  private Named operation(String id, @Nullable String kind, @Nullable String database)
      throws RefusedException, SQLException {
    if (!CommandCodec.validOperationId(id)) {
      throw RefusedException.missing("There is no such operation.", "GET /api/operations");
    }
    List<OperationView> found = operations.byId(id, kind);
    if (found.size() > 1) {
      throw RefusedException.conflict(
          "Operations of several kinds have this id.", "Send kind with it.");
    }
    if (!found.isEmpty()) {
      return new Named(found.getFirst().kind(), found.getFirst().database());
    }
    if (kind == null || database == null) {
      throw RefusedException.missing(
          "The monitor knows no such operation.",
          "Send kind and database too, or ask again when GET /api/operations/" + id + " shows it.");
    }
    return new Named(kind, database);
  }

  /** Whoever decides needs a key of his own, unless the policy lets the monitor speak for him. */
  private void checkDecision(Named operation, String id, String action, Caller caller)
      throws RefusedException {
    if (!caller.may(Role.APPROVER)) {
      throw RefusedException.notPermitted(
          caller.name() + " does not have the role approver.", "Let an approver decide.");
    }
    boolean onBehalf =
        registry
            .find(operation.database())
            .map(entry -> entry.policy().approval())
            .filter(Policy.Approval::onBehalf)
            .isPresent();
    if (!onBehalf || !outlet.signs()) {
      throw RefusedException.notPermitted(
          "A decision about "
              + operation.database()
              + " is signed with the approver's own key, which the monitor does not have.",
          "DROVER_SIGNING_KEY="
              + caller.name().replace('/', '_')
              + ".pem ./drover "
              + action
              + " "
              + id);
    }
  }
}
