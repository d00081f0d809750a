/** Databases that are restored and brought up to date by one request. */
@NullMarked
package io.drover.migration.restoration;

import org.jspecify.annotations.NullMarked;
