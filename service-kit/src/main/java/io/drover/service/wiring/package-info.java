/** Settings and the one place where a service is put together. */
@NullMarked
package io.drover.service.wiring;

import org.jspecify.annotations.NullMarked;
