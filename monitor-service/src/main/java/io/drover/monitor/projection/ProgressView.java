package io.drover.monitor.projection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an attempt is.
 *
 * @param done units done
 * @param total estimated units in all; null where no one knows
 * @param unit bytes, rows or migrations
 */
public record ProgressView(
    int attempt,
    String phase,
    long done,
    @Nullable Long total,
    String unit,
    double ratePerSecond,
    @Nullable Long remainingMillis,
    Instant observedAt) {}
