/** From a record on a request topic to a row in the ledger. */
@NullMarked
package io.drover.service.intake;

import org.jspecify.annotations.NullMarked;
