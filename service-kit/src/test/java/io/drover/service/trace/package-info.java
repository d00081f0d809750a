@NullMarked
package io.drover.service.trace;

import org.jspecify.annotations.NullMarked;
