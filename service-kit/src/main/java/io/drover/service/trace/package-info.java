/** Traces of operations across services (OpenTelemetry), exported only where that is configured. */
@NullMarked
package io.drover.service.trace;

import org.jspecify.annotations.NullMarked;
