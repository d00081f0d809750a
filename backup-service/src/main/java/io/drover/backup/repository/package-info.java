/** The repository of backups on a file system. */
@NullMarked
package io.drover.backup.repository;

import org.jspecify.annotations.NullMarked;
