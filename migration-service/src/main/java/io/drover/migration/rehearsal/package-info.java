/** What a plan does on a scratch copy of the database, measured, and the record that it did. */
@NullMarked
package io.drover.migration.rehearsal;

import org.jspecify.annotations.NullMarked;
