@NullMarked
package io.drover.service.intake;

import org.jspecify.annotations.NullMarked;
