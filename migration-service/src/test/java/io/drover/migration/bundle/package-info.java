/** Tests of this package. */
@NullMarked
package io.drover.migration.bundle;

import org.jspecify.annotations.NullMarked;
