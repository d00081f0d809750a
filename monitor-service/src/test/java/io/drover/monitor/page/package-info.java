@NullMarked
package io.drover.monitor.page;

import org.jspecify.annotations.NullMarked;
