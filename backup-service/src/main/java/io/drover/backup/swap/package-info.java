/** Puts one database in the place of another, and back. */
@NullMarked
package io.drover.backup.swap;

import org.jspecify.annotations.NullMarked;
