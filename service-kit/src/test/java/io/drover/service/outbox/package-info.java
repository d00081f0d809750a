@NullMarked
package io.drover.service.outbox;

import org.jspecify.annotations.NullMarked;
