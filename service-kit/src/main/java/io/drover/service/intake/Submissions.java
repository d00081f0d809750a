package io.drover.service.intake;

import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.Envelope;
import io.drover.bus.Signed;
import io.drover.bus.Traceparent;
import io.drover.schemas.FailureCode;
import io.drover.service.attempt.CommandOptions;
import io.drover.service.attempt.EndFailures;
import io.drover.service.ledger.OperationKey;
import io.drover.service.ledger.Submission;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.principal.Principals;
import io.drover.service.state.StateClock;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Checks a command against registry, policy and clock, and prepares its row. */
public class Submissions {
  private static final Duration DEFAULT_EXPIRY = Duration.ofHours(24);

  /** With the week that request topics are kept, well within the time that the ledger remembers. */
  private static final Duration LONGEST_EXPIRY = Duration.ofDays(30);

  private final Codec codec;
  private final DatabaseRegistry registry;
  private final StateClock clock;
  private final Principals principals;

  public Submissions(
      Codec codec, DatabaseRegistry registry, StateClock clock, Principals principals) {
    this.codec = codec;
    this.registry = registry;
    this.clock = clock;
    this.principals = principals;
  }

  /** Checks that a command is of the one whom it names. */
  void prove(@Nullable Signed signed, String requestedBy, long timestamp) throws OperationFailure {
    principals.require(signed, requestedBy, Instant.ofEpochMilli(timestamp));
  }

  /**
   * @throws OperationFailure it is not proven who asks, where that is needed
   */
  <C extends SpecificRecord> Reading of(
      C command,
      OperationHandler<C> handler,
      @Nullable Envelope envelope,
      @Nullable Signed signed,
      long timestamp)
      throws OperationFailure {
    Fields fields = new Fields(command);
    Instant sent = Instant.ofEpochMilli(timestamp);
    Instant expiresAt =
        fields.get("expiresAt") instanceof Instant given ? given : sent.plus(DEFAULT_EXPIRY);
    Integer timeout = CommandOptions.of(command).timeoutSeconds();
    Optional<DatabaseEntry> entry = handler.entry(command, fields.text("database"), registry);
    Policy.Approval approval = null;
    if (entry.isPresent()) {
      Policy policy = entry.get().policy();
      Optional<Policy.Approval> needed = policy.approvalOf(handler.permissions(command));
      if (principals.configured() && (needed.isPresent() || !policy.requesters().isEmpty())) {
        prove(signed, fields.text("requestedBy"), timestamp);
      }
      approval = needed.filter(_ -> mustWait(fields.text("requestedBy"))).orElse(null);
    }
    OperationFailure rejection = null;
    String lane = null;
    try {
      checkExpiry(expiresAt, sent);
      DatabaseEntry known =
          entry.orElseThrow(() -> EndFailures.unknownDatabase(fields.text("database"), registry));
      checkRequester(known, fields.text("requestedBy"));
      handler.admit(command, known);
      lane = handler.target(command, known).lane();
    } catch (OperationFailure rejected) {
      rejection = rejected;
    }
    return new Reading.Request(
        new Submission(
            new OperationKey(handler.kind(), fields.text("operationId")),
            fields.text("database"),
            lane,
            CommandCodec.digest(command),
            codec.encode(command),
            fields.text("requestedBy"),
            fields.text("reason"),
            fields.labels(),
            AskedFor.of(command),
            expiresAt,
            timeout == null ? handler.defaultTimeout().toSeconds() : timeout,
            envelope,
            envelope == null || envelope.traceparent() == null
                ? Traceparent.create()
                : envelope.traceparent(),
            rejection,
            approval));
  }

  /**
   * What an operation of Drover's own asks for was approved with that operation, unless it asks on
   * behalf of a person.
   */
  boolean mustWait(String requestedBy) {
    return !Policy.asker(requestedBy).startsWith(Policy.OWN_REQUESTERS) || !principals.configured();
  }

  void checkExpiry(Instant expiresAt, Instant sent) throws OperationFailure {
    if (!expiresAt.isAfter(clock.instant())) {
      throw OperationFailure.of(
          FailureCode.EXPIRED,
          "The request expired at " + expiresAt + " and is not run.",
          "Publish it again under a new operationId if it is still wanted.");
    }
    if (expiresAt.isAfter(sent.plus(LONGEST_EXPIRY))) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "expiresAt lies more than 30 days ahead.",
          "Publish the request again under a new operationId with an earlier expiresAt.");
    }
  }

  private static void checkRequester(DatabaseEntry entry, String requestedBy)
      throws OperationFailure {
    if (!entry.policy().mayAsk(requestedBy)) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + entry.name() + " does not let " + requestedBy + " ask for this.",
          "Ask one of its requesters, or add yourself to them in databases.yml.");
    }
  }

  /** Reads fields that every command has. */
  private record Fields(IndexedRecord command) {
    @Nullable Object get(String name) {
      var field = command.getSchema().getField(name);
      return field == null ? null : command.get(field.pos());
    }

    String text(String name) {
      return get(name) instanceof String text ? text : "";
    }

    Map<String, String> labels() {
      Map<String, String> labels = new TreeMap<>();
      if (get("labels") instanceof Map<?, ?> map) {
        map.forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
      }
      return labels;
    }
  }
}
