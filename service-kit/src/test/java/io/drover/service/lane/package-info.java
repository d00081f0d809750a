@NullMarked
package io.drover.service.lane;

import org.jspecify.annotations.NullMarked;
