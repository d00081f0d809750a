/** Requests that come up by themselves: once cluster-wide for each time that is due. */
@NullMarked
package io.drover.backup.schedule;

import org.jspecify.annotations.NullMarked;
