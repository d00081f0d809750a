package io.drover.system.checker;

import java.util.Set;
import org.apache.avro.generic.GenericRecord;

/** A fact of an operation's life. */
record Fact(RawRecord record, GenericRecord body) {
  private static final Set<String> ENDS =
      Set.of("OperationFailed", "OperationRejected", "OperationCancelled");

  String type() {
    return body.getSchema().getName();
  }

  boolean terminal() {
    return ENDS.contains(type()) || type().endsWith("Succeeded");
  }

  GenericRecord header() {
    return (GenericRecord) body.get("header");
  }

  String kind() {
    return header().get("kind").toString();
  }

  String operationId() {
    return header().get("operationId").toString();
  }

  String operation() {
    return kind() + "/" + operationId();
  }

  int sequence() {
    return (Integer) header().get("sequence");
  }

  int attempt() {
    return (Integer) header().get("attempt");
  }

  String text(String field) {
    return String.valueOf(body.get(field));
  }

  /** succeeded, cancelled, or failed or rejected with the code. */
  String outcome() {
    return switch (type()) {
      case "OperationFailed" -> "failed " + text("code");
      case "OperationRejected" -> "rejected " + text("code");
      case "OperationCancelled" -> "cancelled";
      default -> "succeeded";
    };
  }

  @Override
  public String toString() {
    return type()
        + "#"
        + sequence()
        + " attempt "
        + attempt()
        + " at "
        + record.place()
        + (terminal() && !outcome().equals("succeeded") ? " " + outcome() + ": " + body : "");
  }
}
