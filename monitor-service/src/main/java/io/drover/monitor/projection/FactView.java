package io.drover.monitor.projection;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/**
 * A fact in the timeline of an operation.
 *
 * @param sequence place in the operation's life; 0 outside it
 * @param type name of the record
 * @param known false for a type of a later version
 * @param body JSON object without the header
 */
public record FactView(
    int sequence,
    int attempt,
    String type,
    boolean known,
    Instant observedAt,
    String topic,
    int partition,
    long offset,
    @JsonRawValue String body) {}
