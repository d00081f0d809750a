@NullMarked
package io.drover.monitor.access;

import org.jspecify.annotations.NullMarked;
