/** The backup service's own tables, in its schema of the state database. */
@NullMarked
package io.drover.backup.schema;

import org.jspecify.annotations.NullMarked;
