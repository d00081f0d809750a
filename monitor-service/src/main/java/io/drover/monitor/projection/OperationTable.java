package io.drover.monitor.projection;

import io.drover.monitor.projection.Operation.Failure;
import io.drover.monitor.projection.Operation.Request;
import io.drover.monitor.projection.Operation.Start;
import io.drover.monitor.projection.Operation.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Current state of every operation. */
final class OperationTable {
  private static final String MERGE =
      """
      INSERT INTO operations AS old (
        kind, operation_id, database, first_at,
        requested_by, reason, labels, accepted_at, expires_at, deadline, parent_kind, parent_operation_id,
        started_at, started_sequence, service, instance,
        state, terminal, sequence, attempt, changed_at, trace_id, waiting_for, waiting_detail,
        failure_code, failure_message, failure_detail, failure_retryable, failure_remedy, result)
      SELECT kind, operation_id, database, first_at,
        requested_by, reason, labels::json, accepted_at, expires_at, deadline, parent_kind, parent_operation_id,
        started_at, started_sequence, service, instance,
        state, terminal, sequence, attempt, changed_at, trace_id, waiting_for, waiting_detail,
        failure_code, failure_message, failure_detail, failure_retryable, failure_remedy, result::json
      FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS new (
        kind, operation_id, database, first_at,
        requested_by, reason, labels, accepted_at, expires_at, deadline, parent_kind, parent_operation_id,
        started_at, started_sequence, service, instance,
        state, terminal, sequence, attempt, changed_at, trace_id, waiting_for, waiting_detail,
        failure_code, failure_message, failure_detail, failure_retryable, failure_remedy, result)
      ON CONFLICT (kind, operation_id) DO UPDATE SET (
        database, first_at,
        requested_by, reason, labels, accepted_at, expires_at, deadline, parent_kind, parent_operation_id,
        started_at, started_sequence, service, instance,
        state, terminal, sequence, attempt, changed_at, trace_id, waiting_for, waiting_detail,
        failure_code, failure_message, failure_detail, failure_retryable, failure_remedy, result)
      = (SELECT
          s.database, least(old.first_at, excluded.first_at),
          r.requested_by, r.reason, r.labels, r.accepted_at, r.expires_at, r.deadline, r.parent_kind, r.parent_operation_id,
          least(old.started_at, excluded.started_at), b.started_sequence, b.service, b.instance,
          s.state, s.terminal, s.sequence, s.attempt, s.changed_at, s.trace_id, s.waiting_for, s.waiting_detail,
          s.failure_code, s.failure_message, s.failure_detail, s.failure_retryable, s.failure_remedy, s.result
        FROM
          (SELECT (CASE WHEN old.accepted_at IS NULL THEN excluded ELSE old END).*) AS r,
          (SELECT (CASE WHEN coalesce(excluded.started_sequence, -1) > coalesce(old.started_sequence, -1)
                   THEN excluded ELSE old END).*) AS b,
          (SELECT (CASE WHEN (excluded.sequence > 0, excluded.terminal, excluded.sequence, excluded.changed_at,
                              excluded.state COLLATE "C")
                           > (old.sequence > 0, old.terminal, old.sequence, old.changed_at, old.state COLLATE "C")
                   THEN excluded ELSE old END).*) AS s)
      """;

  private OperationTable() {}

  static void merge(Connection connection, Collection<Operation> operations) throws SQLException {
    try (Columns<Operation> columns = new Columns<>(connection, MERGE, operations)) {
      columns
          .text(Operation::kind)
          .text(Operation::operationId)
          .text(Operation::database)
          .instant(Operation::firstAt);
      request(columns);
      start(columns);
      state(columns);
      columns.execute();
    }
  }

  private static void request(Columns<Operation> columns) throws SQLException {
    columns
        .text(of(Operation::request, Request::requestedBy))
        .text(of(Operation::request, Request::reason))
        .text(of(Operation::request, Request::labels))
        .instant(of(Operation::request, Request::acceptedAt))
        .instant(of(Operation::request, Request::expiresAt))
        .instant(of(Operation::request, Request::deadline))
        .text(of(Operation::request, Request::parentKind))
        .text(of(Operation::request, Request::parentOperationId));
  }

  private static void start(Columns<Operation> columns) throws SQLException {
    columns
        .instant(of(Operation::start, Start::at))
        .nullableInteger(of(Operation::start, Start::sequence))
        .text(of(Operation::start, Start::service))
        .text(of(Operation::start, Start::instance));
  }

  private static void state(Columns<Operation> columns) throws SQLException {
    Function<Operation, @Nullable Failure> failure = operation -> operation.state().failure();
    columns
        .text(of(Operation::state, State::name))
        .flag(operation -> operation.state().terminal())
        .integer(operation -> operation.state().sequence())
        .integer(operation -> operation.state().attempt())
        .instant(of(Operation::state, State::changedAt))
        .text(of(Operation::state, State::traceId))
        .text(of(Operation::state, State::waitingFor))
        .text(of(Operation::state, State::waitingDetail))
        .text(of(failure, Failure::code))
        .text(of(failure, Failure::message))
        .text(of(failure, Failure::detail))
        .nullableFlag(of(failure, Failure::retryable))
        .text(of(failure, Failure::remedy))
        .text(of(Operation::state, State::result));
  }

  private static <P, V> Function<Operation, @Nullable V> of(
      Function<Operation, @Nullable P> part, Function<P, @Nullable V> value) {
    return operation -> {
      P found = part.apply(operation);
      return found == null ? null : value.apply(found);
    };
  }
}
