package io.drover.cli.request;

import io.drover.bus.Envelope;
import io.drover.cli.herd.Herd;
import io.drover.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;

/**
 * A request that is ready to be published.
 *
 * @param kind kind of the operation
 * @param topic topic of that kind's requests
 * @param operationId chosen by the requester
 * @param database name in the registry of databases
 * @param body the command
 * @param envelope its envelope, whose id answers refer to
 */
public record Request(
    String kind,
    Topic topic,
    String operationId,
    String database,
    SpecificRecord body,
    Envelope envelope) {

  static Request of(
      String kind, Topic topic, String operationId, String database, SpecificRecord body) {
    return new Request(kind, topic, operationId, database, body, Herd.envelope(body, operationId));
  }
}
