/** Findings on the SQL of migrations, before any of it runs. */
@NullMarked
package io.drover.migration.review;

import org.jspecify.annotations.NullMarked;
