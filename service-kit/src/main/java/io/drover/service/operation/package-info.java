/** What a handler sees: the only package that a new kind of operation has to know. */
@NullMarked
package io.drover.service.operation;

import org.jspecify.annotations.NullMarked;
