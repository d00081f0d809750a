/** Looks at every target database and publishes what it finds. */
@NullMarked
package io.drover.monitor.probe;

import org.jspecify.annotations.NullMarked;
