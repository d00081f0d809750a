/** The monitor: probes the databases, folds all events, and shows both. */
@NullMarked
package io.drover.monitor;

import org.jspecify.annotations.NullMarked;
