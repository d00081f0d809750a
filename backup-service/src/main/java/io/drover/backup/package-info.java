/** The backup service: backups and restores of PostgreSQL databases. */
@NullMarked
package io.drover.backup;

import org.jspecify.annotations.NullMarked;
