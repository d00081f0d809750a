@NullMarked
package io.drover.service.schedule;

import org.jspecify.annotations.NullMarked;
