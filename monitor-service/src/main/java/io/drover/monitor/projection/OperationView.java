package io.drover.monitor.projection;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operation as the REST interface and the page show it.
 *
 * @param state accepted, waiting, running, succeeded, failed, cancelled, rejected or refused
 * @param endedAt null while it is under way
 * @param durationMillis milliseconds from start to end, null before it has ended or when it never
 *     started
 * @param traceId W3C trace id, 32 hexadecimal digits, of what decided its state; null where its
 *     facts bear none
 * @param labels JSON object
 * @param result JSON object of a success
 */
public record OperationView(
    String kind,
    String operationId,
    String database,
    String state,
    boolean terminal,
    int attempt,
    @Nullable String requestedBy,
    @Nullable String reason,
    @JsonRawValue @Nullable String labels,
    Instant firstAt,
    @Nullable Instant acceptedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    Instant changedAt,
    @Nullable Long durationMillis,
    @Nullable Instant deadline,
    @Nullable String parentKind,
    @Nullable String parentOperationId,
    @Nullable String service,
    @Nullable String instance,
    @Nullable String traceId,
    @Nullable String waitingFor,
    @Nullable String waitingDetail,
    @Nullable FailureView failure,
    @JsonRawValue @Nullable String result,
    @Nullable ProgressView progress) {

  /** Why it did not succeed. */
  public record FailureView(
      String code, String message, String detail, boolean retryable, String remedy) {}
}
