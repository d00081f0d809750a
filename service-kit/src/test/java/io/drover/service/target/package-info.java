@NullMarked
package io.drover.service.target;

import org.jspecify.annotations.NullMarked;
