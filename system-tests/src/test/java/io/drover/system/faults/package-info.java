/** Takes away what the services stand on. */
@NullMarked
package io.drover.system.faults;

import org.jspecify.annotations.NullMarked;
