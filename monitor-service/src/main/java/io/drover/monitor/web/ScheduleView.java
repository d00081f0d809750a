package io.drover.monitor.web;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule of a database's backups.
 *
 * @param nextAt when it asks for the next one; null when none comes
 */
public record ScheduleView(String name, @Nullable Instant nextAt) {}
