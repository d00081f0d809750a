/** What the topic of backups says. */
@NullMarked
package io.drover.backup.catalogue;

import org.jspecify.annotations.NullMarked;
