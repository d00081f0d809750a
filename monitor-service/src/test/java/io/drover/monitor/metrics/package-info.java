@NullMarked
package io.drover.monitor.metrics;

import org.jspecify.annotations.NullMarked;
