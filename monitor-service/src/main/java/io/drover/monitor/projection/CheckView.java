package io.drover.monitor.projection;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param status ok, warning, critical, skipped or unknown
 * @param value in the unit, as measured last; null where there is no number
 * @param detail what was found, one thing a line
 * @param warning value from which it is a warning; null without one
 * @param critical value from which it is critical; null without one
 * @param scope database or server
 * @param source who observed it; empty for Drover's monitor
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CheckView(
    String name,
    String status,
    @Nullable Double value,
    String unit,
    String message,
    String remedy,
    @Nullable String detail,
    @Nullable Double warning,
    @Nullable Double critical,
    @Nullable String scope,
    @Nullable String source) {

  CheckView measured(@Nullable Double newest, String by) {
    return new CheckView(
        name,
        status,
        newest == null ? value : newest,
        unit,
        message,
        remedy,
        detail == null ? "" : detail,
        warning,
        critical,
        scope == null ? "database" : scope,
        by);
  }
}
