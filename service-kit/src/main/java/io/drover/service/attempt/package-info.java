/** One attempt of an operation: what it may use, why it must end, how its end is told. */
@NullMarked
package io.drover.service.attempt;

import org.jspecify.annotations.NullMarked;
