@NullMarked
package io.drover.monitor.wiring;

import org.jspecify.annotations.NullMarked;
