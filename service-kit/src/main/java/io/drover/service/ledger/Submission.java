package io.drover.service.ledger;

import io.drover.bus.Envelope;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Policy;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A readable request on its way into the ledger.
 *
 * @param lane lane of its database; null when it is rejected
 * @param digest digest of its content
 * @param request the command in single-object encoding
 * @param asked what the command asks for, as people read it
 * @param timeoutSeconds from acceptance to the deadline
 * @param traceparent trace context of the request, or of a new trace where it had none
 * @param rejection why it will not run; null when it will
 * @param approval what must come before its turn; null for nothing
 */
public record Submission(
    OperationKey key,
    String database,
    @Nullable String lane,
    String digest,
    byte[] request,
    String requestedBy,
    String reason,
    Map<String, String> labels,
    Map<String, String> asked,
    Instant expiresAt,
    long timeoutSeconds,
    @Nullable Envelope envelope,
    String traceparent,
    @Nullable OperationFailure rejection,
    Policy.@Nullable Approval approval) {

  /** Label by which a service names the parent of a request, as kind/operationId. */
  public static final String PARENT_LABEL = "drover.parent";

  /** Whether it is to wait for an approval. */
  boolean held() {
    return approval != null && rejection == null && lane != null;
  }

  /** Until when it waits for its approval, if it is accepted now. */
  Instant approveBy(Instant now) {
    Instant latest = approval == null ? now : now.plus(approval.validFor());
    return latest.isAfter(expiresAt) ? expiresAt : latest;
  }

  Facts.Origin origin() {
    return new Facts.Origin(key, database, eventId(), traceparent());
  }

  @Nullable String eventId() {
    return envelope == null ? null : envelope.id();
  }

  /** Lets the facts of a child name its parent, when its command has labels. */
  static void nameParent(SpecificRecord command, OperationKey parent) {
    Schema.Field field = command.getSchema().getField("labels");
    if (field == null) {
      return;
    }
    Map<String, String> labels = new TreeMap<>();
    if (command.get(field.pos()) instanceof Map<?, ?> given) {
      given.forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
    }
    labels.put(PARENT_LABEL, parent.toString());
    command.put(field.pos(), labels);
  }

  /** Name of the database that a command is about. */
  static String database(SpecificRecord command) {
    Schema.Field field = command.getSchema().getField("database");
    return field == null ? "" : String.valueOf(command.get(field.pos()));
  }

  @Nullable OperationKey parent() {
    String parent = labels.get(PARENT_LABEL);
    int slash = parent == null ? -1 : parent.indexOf('/');
    return parent == null || slash < 1
        ? null
        : new OperationKey(parent.substring(0, slash), parent.substring(slash + 1));
  }
}
