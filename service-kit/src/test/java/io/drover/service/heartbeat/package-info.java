@NullMarked
package io.drover.service.heartbeat;

import org.jspecify.annotations.NullMarked;
