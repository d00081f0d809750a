/** The service's own tables, beside those of the ledger. */
@NullMarked
package io.drover.migration.tables;

import org.jspecify.annotations.NullMarked;
