/** Starts the services as real processes, holds them at a step, and ends them. */
@NullMarked
package io.drover.system.harness;

import org.jspecify.annotations.NullMarked;
