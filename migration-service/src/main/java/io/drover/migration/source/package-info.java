/** Where the migrations of an attempt are read from, and what fills their placeholders. */
@NullMarked
package io.drover.migration.source;

import org.jspecify.annotations.NullMarked;
