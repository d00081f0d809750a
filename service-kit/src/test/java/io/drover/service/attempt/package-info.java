@NullMarked
package io.drover.service.attempt;

import org.jspecify.annotations.NullMarked;
