@NullMarked
package io.drover.service.wiring;

import org.jspecify.annotations.NullMarked;
