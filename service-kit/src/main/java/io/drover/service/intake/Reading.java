package io.drover.service.intake;

import io.drover.bus.Envelope;
import io.drover.schemas.OperationControl;
import io.drover.service.ledger.Approvals;
import io.drover.service.ledger.OperationKey;
import io.drover.service.ledger.Submission;
import io.drover.service.outbox.OutboxRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What a record turned out to be. */
sealed interface Reading {
  /** Action of a control that ends an operation. */
  String CANCEL = "cancel";

  /** Action of a control that lets an operation have its turn. */
  String APPROVE = "approve";

  /** Action of a control that refuses an operation its turn. */
  String REJECT = "reject";

  /** A readable request, to be run or rejected. */
  record Request(Submission submission) implements Reading {}

  /**
   * Something to tell at once: a refusal or a dead letter.
   *
   * @param to the record that is answered
   */
  record Answer(ConsumerRecord<byte[], byte[]> to, OutboxRecord record) implements Reading {}

  /** A cancel. */
  record Control(String kind, String operationId, String requestedBy, String reason)
      implements Reading {}

  /** An approval or a rejection by someone who is proven. */
  record Decided(
      ConsumerRecord<byte[], byte[]> record, OperationControl control, @Nullable Envelope envelope)
      implements Reading {
    Approvals.Decision decision() {
      return new Approvals.Decision(
          new OperationKey(control.getKind(), control.getOperationId()),
          control.getAction().equals(APPROVE),
          control.getRequestedBy(),
          control.getDigest(),
          control.getReason());
    }
  }

  /** A record for another service. */
  record Nothing() implements Reading {}
}
