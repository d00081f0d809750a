@NullMarked
package io.drover.monitor;

import org.jspecify.annotations.NullMarked;
