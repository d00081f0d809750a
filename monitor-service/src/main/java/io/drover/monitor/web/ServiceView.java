package io.drover.monitor.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/**
 * An instance of a service.
 *
 * @param status up, degraded or stopping as it said last; silent when it missed three heartbeats
 * @param running JSON array of kind/operationId
 */
public record ServiceView(
    String instance,
    String service,
    String version,
    Instant startedAt,
    Instant observedAt,
    String status,
    String message,
    @JsonRawValue String running) {}
