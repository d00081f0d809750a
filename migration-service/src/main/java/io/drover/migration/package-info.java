/** Requests to read or apply the migrations of a database. */
@NullMarked
package io.drover.migration;

import org.jspecify.annotations.NullMarked;
