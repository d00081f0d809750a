/** What a database holds: its tables and their rows. */
@NullMarked
package io.drover.backup.content;

import org.jspecify.annotations.NullMarked;
