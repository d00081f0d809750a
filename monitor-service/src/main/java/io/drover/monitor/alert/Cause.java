package io.drover.monitor.alert;

import org.jspecify.annotations.Nullable;

/**
 * What probably led to an alert.
 *
 * @param sentence one sentence
 * @param kind kind of the operation; null where it was none
 * @param operationId its id; null where it was none
 */
public record Cause(String sentence, @Nullable String kind, @Nullable String operationId) {}
