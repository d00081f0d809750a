/** Work on the backups of a database: one kind of operation, whose actions are features' own. */
@NullMarked
package io.drover.backup.maintenance;

import org.jspecify.annotations.NullMarked;
