/** Which backups are kept, and how the others go: planned, noted, removed, stated. */
@NullMarked
package io.drover.backup.retention;

import org.jspecify.annotations.NullMarked;
