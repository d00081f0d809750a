/** Reads backups again to find what time has done to them. */
@NullMarked
package io.drover.backup.scrub;

import org.jspecify.annotations.NullMarked;
