/** Migrations through Flyway: everything that knows Flyway is here. */
@NullMarked
package io.drover.migration.flyway;

import org.jspecify.annotations.NullMarked;
