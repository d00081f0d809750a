@NullMarked
package io.drover.monitor.alert;

import org.jspecify.annotations.NullMarked;
