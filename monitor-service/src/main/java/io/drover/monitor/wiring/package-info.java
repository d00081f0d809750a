/** The one place where the monitor is put together. */
@NullMarked
package io.drover.monitor.wiring;

import org.jspecify.annotations.NullMarked;
