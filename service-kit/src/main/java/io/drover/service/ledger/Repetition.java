package io.drover.service.ledger;

import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RequestAnswered;
import io.drover.schemas.RequestRefused;
import io.drover.service.outbox.OutboxRecord;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests whose operation is in the ledger already: other content is refused, an ended
 * operation's result is told again, and a running one needs no answer because its own facts will
 * come.
 */
final class Repetition {
  private final Facts facts;

  Repetition(Facts facts) {
    this.facts = facts;
  }

  private record Known(
      String digest,
      OperationState state,
      int attempt,
      @Nullable String terminalType,
      byte @Nullable [] terminalFact) {}

  List<OutboxRecord> answer(Connection connection, Collection<Submission> repeated, Instant now)
      throws SQLException {
    if (repeated.isEmpty()) {
      return List.of();
    }
    Map<OperationKey, Known> known = known(connection, repeated);
    List<OutboxRecord> answers = new ArrayList<>();
    for (Submission each : repeated) {
      Known operation = known.get(each.key());
      if (operation == null) {
        throw new SQLException("operation " + each.key() + " is neither new nor known");
      }
      OperationHeader header = Facts.header(each.origin(), 0, operation.attempt(), now);
      if (!operation.digest().equals(each.digest())) {
        answers.add(facts.event(each.origin(), refused(header, each)));
      } else if (operation.terminalType() != null && operation.terminalFact() != null) {
        answers.add(facts.event(each.origin(), answered(header, each, operation)));
      }
    }
    return answers;
  }

  private static RequestRefused refused(OperationHeader header, Submission submission) {
    return RequestRefused.newBuilder()
        .setHeader(header)
        .setCode(FailureCode.INVALID_REQUEST)
        .setMessage(
            "An operation with the id "
                + submission.key().operationId()
                + " exists already and was requested with other content.")
        .setRemedy("Publish the request again under a new operationId.")
        .setRequestEventId(submission.eventId())
        .build();
  }

  private static RequestAnswered answered(
      OperationHeader header, Submission submission, Known operation) {
    return RequestAnswered.newBuilder()
        .setHeader(header)
        .setOutcome(operation.state().word())
        .setTerminalType(operation.terminalType())
        .setTerminalFact(ByteBuffer.wrap(operation.terminalFact()))
        .setRequestEventId(submission.eventId())
        .build();
  }

  private static Map<OperationKey, Known> known(
      Connection connection, Collection<Submission> submissions) throws SQLException {
    String[] kinds = submissions.stream().map(s -> s.key().kind()).toArray(String[]::new);
    String[] ids = submissions.stream().map(s -> s.key().operationId()).toArray(String[]::new);
    Map<OperationKey, Known> known = new HashMap<>();
    try (var select =
        connection.prepareStatement(
            """
            SELECT kind, operation_id, digest, state, attempt, terminal_type, terminal_fact FROM operation
            WHERE (kind, operation_id) IN (SELECT * FROM unnest(?::text[], ?::text[]))
            """)) {
      select.setArray(1, connection.createArrayOf("text", kinds));
      select.setArray(2, connection.createArrayOf("text", ids));
      try (var row = select.executeQuery()) {
        while (row.next()) {
          known.put(
              new OperationKey(row.getString(1), row.getString(2)),
              new Known(
                  row.getString(3),
                  OperationState.valueOf(row.getString(4)),
                  row.getInt(5),
                  row.getString(6),
                  row.getBytes(7)));
        }
      }
    }
    return known;
  }
}
