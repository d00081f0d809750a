@NullMarked
package io.drover.monitor.probe;

import org.jspecify.annotations.NullMarked;
