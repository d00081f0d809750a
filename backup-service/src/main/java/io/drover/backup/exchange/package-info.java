/** Dumps that come from elsewhere, and backups that go out as stock files. */
@NullMarked
package io.drover.backup.exchange;

import org.jspecify.annotations.NullMarked;
