/** Where the service is put together. */
@NullMarked
package io.drover.backup.wiring;

import org.jspecify.annotations.NullMarked;
