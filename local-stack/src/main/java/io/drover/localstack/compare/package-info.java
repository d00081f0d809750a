/**
 * Compares two PostgreSQL databases with stock tools and SQL only, as a stranger to Drover would.
 */
@NullMarked
package io.drover.localstack.compare;

import org.jspecify.annotations.NullMarked;
