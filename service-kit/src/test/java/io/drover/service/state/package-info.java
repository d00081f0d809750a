@NullMarked
package io.drover.service.state;

import org.jspecify.annotations.NullMarked;
