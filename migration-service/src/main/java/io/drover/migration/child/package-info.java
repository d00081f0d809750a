/** What becomes of an operation when another one that it asked for has ended. */
@NullMarked
package io.drover.migration.child;

import org.jspecify.annotations.NullMarked;
