/** One row an operation: its identity, state, attempt and outcome. */
@NullMarked
package io.drover.service.ledger;

import org.jspecify.annotations.NullMarked;
