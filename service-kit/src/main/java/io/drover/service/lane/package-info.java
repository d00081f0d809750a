/** One operation after another on each physical database, cluster-wide. */
@NullMarked
package io.drover.service.lane;

import org.jspecify.annotations.NullMarked;
