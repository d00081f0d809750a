@NullMarked
package io.drover.service.testbed;

import org.jspecify.annotations.NullMarked;
