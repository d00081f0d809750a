package io.drover.service.intake;

import io.drover.bus.Envelope;
import io.drover.bus.InvalidCommandException;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.OperationControl;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RequestRefused;
import io.drover.service.ledger.Facts;
import io.drover.service.ledger.OperationKey;
import io.drover.service.operation.OperationFailure;
import io.drover.service.outbox.OutboxRecord;
import io.drover.service.state.StateClock;
import org.jspecify.annotations.Nullable;

/** Answers requests that can be read but not be carried out as written. */
public class Refusals {
  private final Facts facts;
  private final StateClock clock;

  public Refusals(Facts facts, StateClock clock) {
    this.facts = facts;
    this.clock = clock;
  }

  OutboxRecord invalid(
      String kind, Class<?> type, @Nullable Envelope envelope, InvalidCommandException invalid) {
    String operationId = invalid.operationId() == null ? "" : invalid.operationId();
    String database = invalid.database() == null ? "" : invalid.database();
    return refused(
        new OperationKey(kind, operationId),
        database,
        type,
        envelope,
        OperationFailure.of(
            FailureCode.INVALID_REQUEST,
            String.valueOf(invalid.getMessage()),
            "Correct the field " + invalid.field() + " and publish the request again."));
  }

  OutboxRecord unknownAction(OperationControl control, @Nullable Envelope envelope) {
    return refused(
        control,
        envelope,
        OperationFailure.of(
            FailureCode.INVALID_REQUEST,
            "The action " + control.getAction() + " is not known.",
            "Use the action cancel, approve or reject."));
  }

  OutboxRecord unknownKind(OperationControl control, @Nullable Envelope envelope) {
    return refused(
        control,
        envelope,
        OperationFailure.of(
            FailureCode.INVALID_REQUEST,
            "No service carries out operations of the kind " + control.getKind() + ".",
            "Use one of the kinds " + String.join(", ", Kinds.ALL) + "."));
  }

  /** A control that changes nothing. */
  OutboxRecord refused(
      OperationControl control, @Nullable Envelope envelope, OperationFailure why) {
    return refused(
        new OperationKey(control.getKind(), control.getOperationId()),
        control.getDatabase(),
        OperationControl.class,
        envelope,
        why);
  }

  OutboxRecord refused(
      OperationKey key,
      String database,
      Class<?> type,
      @Nullable Envelope envelope,
      OperationFailure why) {
    Facts.Origin origin =
        new Facts.Origin(
            key,
            database,
            envelope == null ? null : envelope.id(),
            envelope == null ? null : envelope.traceparent());
    OperationHeader header =
        OperationHeader.newBuilder()
            .setKind(key.kind())
            .setOperationId(key.operationId())
            .setDatabase(database)
            .setSequence(0)
            .setAttempt(0)
            .setObservedAt(clock.instant())
            .build();
    return facts.event(
        origin,
        RequestRefused.newBuilder()
            .setHeader(header)
            .setCode(why.code())
            .setMessage(why.message())
            .setRemedy(why.remedy())
            .setRequestEventId(origin.requestEventId())
            .setRequestType(type.getName())
            .build());
  }
}
