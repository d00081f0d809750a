@NullMarked
package io.drover.service.process;

import org.jspecify.annotations.NullMarked;
