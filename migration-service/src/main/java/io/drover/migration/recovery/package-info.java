/** Ways back: the history set right, versions undone, a backup in place of the database. */
@NullMarked
package io.drover.migration.recovery;

import org.jspecify.annotations.NullMarked;
