/** Who someone is, proven by signatures. */
@NullMarked
package io.drover.service.principal;

import org.jspecify.annotations.NullMarked;
