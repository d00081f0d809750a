/** Restores: from a committed backup to a new, open database. */
@NullMarked
package io.drover.backup.restore;

import org.jspecify.annotations.NullMarked;
