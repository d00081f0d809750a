/** Facts leave the state database exactly once and in order. */
@NullMarked
package io.drover.service.outbox;

import org.jspecify.annotations.NullMarked;
