/** The fold of all events into the monitor's own tables, and what is read from them. */
@NullMarked
package io.drover.monitor.projection;

import org.jspecify.annotations.NullMarked;
