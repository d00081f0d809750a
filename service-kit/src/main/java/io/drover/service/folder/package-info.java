/** Private folders for what a service keeps while it works. */
@NullMarked
package io.drover.service.folder;

import org.jspecify.annotations.NullMarked;
