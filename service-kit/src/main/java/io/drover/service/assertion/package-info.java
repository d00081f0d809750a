/** The policy's own questions to a database, each of which must be answered with true. */
@NullMarked
package io.drover.service.assertion;

import org.jspecify.annotations.NullMarked;
