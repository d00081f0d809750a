package io.drover.service.operation;

import org.apache.avro.specific.SpecificRecord;

/**
 * How a child ended.
 *
 * @param outcome succeeded, failed, cancelled or rejected
 * @param fact the child's terminal fact
 */
public record ChildOutcome(String kind, String operationId, String outcome, SpecificRecord fact) {
  public boolean succeeded() {
    return outcome.equals("succeeded");
  }
}
