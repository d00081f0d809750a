/**
 * How the statements of a migration are run: again where a lock was not to be had, and one by one
 * where a transaction is not to be had. Knows nothing of the tool that decides what is run.
 */
@NullMarked
package io.drover.migration.execution;

import org.jspecify.annotations.NullMarked;
