/** What a database's schema consists of, and in what two of them differ. */
@NullMarked
package io.drover.migration.schema;

import org.jspecify.annotations.NullMarked;
