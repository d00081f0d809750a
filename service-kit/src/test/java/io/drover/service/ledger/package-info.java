@NullMarked
package io.drover.service.ledger;

import org.jspecify.annotations.NullMarked;
