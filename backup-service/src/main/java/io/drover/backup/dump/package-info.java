/** Backups: from a snapshot of a database to a committed manifest. */
@NullMarked
package io.drover.backup.dump;

import org.jspecify.annotations.NullMarked;
