package io.drover.service.ledger;

import io.drover.schemas.OperationControl;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationStarted;
import io.drover.schemas.OperationWaiting;
import io.drover.schemas.Topics;
import io.drover.service.operation.Outcome.Announcement;
import io.drover.service.outbox.Outbox;
import io.drover.service.outbox.OutboxRecord;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.Policy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Numbers and states the facts of operations whose rows the caller's transaction has locked. */
final class FactWriter {
  private final StateDatabase state;
  private final Outbox outbox;
  private final Facts facts;
  private final EndMeter ends;
  private final String service;
  private final String instance;

  FactWriter(
      StateDatabase state,
      Outbox outbox,
      Facts facts,
      EndMeter ends,
      String service,
      String instance) {
    this.state = state;
    this.outbox = outbox;
    this.ends = ends;
    this.facts = facts;
    this.service = service;
    this.instance = instance;
  }

  /** States a fact of an operation that goes on. */
  void tell(
      Connection connection,
      LedgerRow row,
      int attempt,
      Function<OperationHeader, SpecificRecord> fact)
      throws SQLException {
    tell(connection, row, attempt, fact, List.of());
  }

  /** States a fact of an operation that goes on, and announces what comes with it. */
  void tell(
      Connection connection,
      LedgerRow row,
      int attempt,
      Function<OperationHeader, SpecificRecord> fact,
      List<Announcement> announcements)
      throws SQLException {
    SpecificRecord stated = fact.apply(next(connection, row, attempt));
    List<OutboxRecord> records = announced(row, stated, announcements);
    records.add(facts.event(row.origin(), stated));
    outbox.add(connection, records);
  }

  private List<OutboxRecord> announced(
      LedgerRow row, SpecificRecord stated, List<Announcement> announcements) {
    List<OutboxRecord> records = new ArrayList<>();
    for (Announcement each : announcements) {
      SpecificRecord body = each.body();
      records.add(
          body == null
              ? facts.tombstone(each.topic(), each.key(), row.origin(), stated)
              : facts.on(each.topic(), each.key(), row.origin(), body));
    }
    return records;
  }

  /** Ends an operation and states its terminal fact. */
  void end(
      Connection connection,
      LedgerRow row,
      OperationState terminal,
      Function<OperationHeader, SpecificRecord> fact,
      List<Announcement> announcements)
      throws SQLException {
    OperationHeader header = next(connection, row, row.attempt());
    SpecificRecord stated = fact.apply(header);
    byte[] body = facts.encode(stated);
    try (var update =
        connection.prepareStatement(
            """
            UPDATE operation SET state = ?, finished_at = clock_timestamp(), resume_at = NULL,
              terminal_type = ?, terminal_fact = ?
            WHERE kind = ? AND operation_id = ?
            """)) {
      update.setString(1, terminal.name());
      update.setString(2, stated.getSchema().getFullName());
      update.setBytes(3, body);
      key(update, 4, row.origin().key());
      update.executeUpdate();
    }
    List<OutboxRecord> records = announced(row, stated, announcements);
    records.add(facts.encoded(row.origin(), stated, body));
    records.addAll(cancels(connection, row, terminal));
    outbox.add(connection, records);
    Duration lasted = Duration.between(row.acceptedAt(), header.getObservedAt());
    state.afterCommit(() -> ends.ended(row.origin().key().kind(), terminal, lasted));
  }

  /** Children that still run when their parent ends without success end with it. */
  private List<OutboxRecord> cancels(
      Connection connection, LedgerRow row, OperationState parentsEnd) throws SQLException {
    if (row.attempt() == 0) {
      return List.of();
    }
    List<OutboxRecord> cancels = new ArrayList<>();
    for (AwaitedChildren.Open each : AwaitedChildren.open(connection, row.origin().key())) {
      if (parentsEnd != OperationState.SUCCEEDED) {
        cancels.add(cancel(row.origin(), each));
      }
    }
    AwaitedChildren.forgetAll(connection, row.origin().key());
    return cancels;
  }

  private OutboxRecord cancel(Facts.Origin parent, AwaitedChildren.Open child) {
    OperationControl control =
        OperationControl.newBuilder()
            .setKind(child.key().kind())
            .setOperationId(child.key().operationId())
            .setDatabase(child.database())
            .setAction("cancel")
            .setRequestedBy(Policy.OWN_REQUESTERS + parent.key())
            .setReason("The operation that asked for it, " + parent.key() + ", has ended.")
            .build();
    return facts.on(Topics.OPERATION_CONTROL, child.database(), parent, control);
  }

  /** Adds a record that is no fact of the operation, such as a request to another service. */
  void send(Connection connection, OutboxRecord record) throws SQLException {
    outbox.add(connection, List.of(record));
  }

  OperationStarted started(OperationHeader header) {
    return OperationStarted.newBuilder()
        .setHeader(header)
        .setService(service)
        .setInstance(instance)
        .build();
  }

  static OperationWaiting waiting(
      OperationHeader header,
      String waitingFor,
      String detail,
      @Nullable Instant until,
      @Nullable OperationKey child) {
    return OperationWaiting.newBuilder()
        .setHeader(header)
        .setWaitingFor(waitingFor)
        .setDetail(detail)
        .setUntil(until)
        .setChildKind(child == null ? null : child.kind())
        .setChildOperationId(child == null ? null : child.operationId())
        .build();
  }

  static void key(PreparedStatement statement, int index, OperationKey key) throws SQLException {
    statement.setString(index, key.kind());
    statement.setString(index + 1, key.operationId());
  }

  private static OperationHeader next(Connection connection, LedgerRow row, int attempt)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE operation SET sequence = sequence + 1 WHERE kind = ? AND operation_id = ?
            RETURNING sequence, clock_timestamp()
            """)) {
      key(update, 1, row.origin().key());
      try (var numbered = update.executeQuery()) {
        if (!numbered.next()) {
          throw new SQLException("operation " + row.origin().key() + " has left the ledger");
        }
        return Facts.header(
            row.origin(),
            numbered.getInt(1),
            attempt,
            numbered.getObject(2, OffsetDateTime.class).toInstant());
      }
    }
  }
}
