@NullMarked
package io.drover.monitor.projection;

import org.jspecify.annotations.NullMarked;
