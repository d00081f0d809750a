/** Databases that were made without a history of migrations, and get one. */
@NullMarked
package io.drover.migration.adoption;

import org.jspecify.annotations.NullMarked;
