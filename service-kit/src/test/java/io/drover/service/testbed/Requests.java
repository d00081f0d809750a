package io.drover.service.testbed;

import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.Envelope;
import io.drover.bus.SchemaLookup;
import io.drover.bus.Traceparent;
import io.drover.schemas.BackupRequested;
import io.drover.service.ledger.OperationKey;
import io.drover.service.ledger.Submission;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests for backups as they come out of the intake. */
public final class Requests {
  private static final Codec CODEC = new Codec(SchemaLookup.none());

  private Requests() {}

  public static OperationKey key(String operationId) {
    return new OperationKey("backup", operationId);
  }

  public static OperationKey newKey() {
    return key(UUID.randomUUID().toString());
  }

  public static BackupRequested command(String operationId, String database) {
    return BackupRequested.newBuilder()
        .setOperationId(operationId)
        .setDatabase(database)
        .setRequestedBy("test")
        .build();
  }

  /** A request that is to run in the given lane. */
  public static Submission in(String lane, OperationKey key) {
    return of(key, lane, command(key.operationId(), "shop"), null);
  }

  /** The same operation with other content. */
  public static Submission other(String lane, OperationKey key) {
    BackupRequested command =
        BackupRequested.newBuilder(command(key.operationId(), "shop"))
            .setReason("another one")
            .build();
    return of(key, lane, command, null);
  }

  /** A request that is not to run. */
  public static Submission rejected(OperationKey key, OperationFailure why) {
    return of(key, null, command(key.operationId(), "shop"), why);
  }

  public static Submission of(
      OperationKey key,
      @Nullable String lane,
      BackupRequested command,
      @Nullable OperationFailure rejection) {
    return new Submission(
        key,
        command.getDatabase(),
        lane,
        CommandCodec.digest(command),
        CODEC.encode(command),
        command.getRequestedBy(),
        command.getReason(),
        command.getLabels(),
        Map.of(),
        Instant.now().plus(Duration.ofHours(24)),
        3600,
        Envelope.of(command, "test"),
        Traceparent.create(),
        rejection,
        null);
  }

  /** The same with another expiry and timeout. */
  public static Submission with(Submission given, Instant expiresAt, long timeoutSeconds) {
    return new Submission(
        given.key(),
        given.database(),
        given.lane(),
        given.digest(),
        given.request(),
        given.requestedBy(),
        given.reason(),
        given.labels(),
        given.asked(),
        expiresAt,
        timeoutSeconds,
        given.envelope(),
        given.traceparent(),
        given.rejection(),
        given.approval());
  }

  /** The same, which is to wait for an approval first. */
  public static Submission held(Submission given, Policy.Approval approval) {
    return new Submission(
        given.key(),
        given.database(),
        given.lane(),
        given.digest(),
        given.request(),
        given.requestedBy(),
        given.reason(),
        given.labels(),
        given.asked(),
        given.expiresAt(),
        given.timeoutSeconds(),
        given.envelope(),
        given.traceparent(),
        given.rejection(),
        approval);
  }
}
