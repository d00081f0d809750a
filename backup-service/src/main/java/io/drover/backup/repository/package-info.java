/** The repositories of backups: what a backup is, and where its files lie. */
@NullMarked
package io.drover.backup.repository;

import org.jspecify.annotations.NullMarked;
