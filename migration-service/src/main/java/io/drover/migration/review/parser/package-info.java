/** PostgreSQL's own grammar, through libpg_query, and the trees that it makes of statements. */
@NullMarked
package io.drover.migration.review.parser;

import org.jspecify.annotations.NullMarked;
