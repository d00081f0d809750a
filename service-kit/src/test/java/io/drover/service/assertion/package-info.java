@NullMarked
package io.drover.service.assertion;

import org.jspecify.annotations.NullMarked;
