@NullMarked
package io.drover.monitor.probe.check;

import org.jspecify.annotations.NullMarked;
