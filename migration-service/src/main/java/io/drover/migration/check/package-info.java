/** Whether a database is well after migrations, as its policy asks. */
@NullMarked
package io.drover.migration.check;

import org.jspecify.annotations.NullMarked;
