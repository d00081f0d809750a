/** How amounts are written, on pages, in alerts and in what checks say. */
@NullMarked
package io.drover.monitor.words;

import org.jspecify.annotations.NullMarked;
