/** The same migration over many databases. */
@NullMarked
package io.drover.migration.fleet;

import org.jspecify.annotations.NullMarked;
