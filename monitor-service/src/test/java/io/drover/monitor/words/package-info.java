@NullMarked
package io.drover.monitor.words;

import org.jspecify.annotations.NullMarked;
