/** Kills a service at every step. */
@NullMarked
package io.drover.system.sweep;

import org.jspecify.annotations.NullMarked;
