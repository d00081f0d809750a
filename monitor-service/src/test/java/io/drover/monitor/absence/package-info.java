@NullMarked
package io.drover.monitor.absence;

import org.jspecify.annotations.NullMarked;
