package io.drover.service.intake;

import io.drover.service.ledger.Submission;
import io.drover.service.outbox.OutboxRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a record turned out to be. */
sealed interface Reading {
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

  /** A record for another service. */
  record Nothing() implements Reading {}
}
