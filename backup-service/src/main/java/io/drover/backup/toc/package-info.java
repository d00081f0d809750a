/**
 * The table of contents of a dump: read, so that a restore knows what it will make, and rewritten
 * on its way to pg_restore. Layout of pg_backup_archiver.c, archive versions 1.12 to 1.16
 * (PostgreSQL 9.0 to 18).
 */
@NullMarked
package io.drover.backup.toc;

import org.jspecify.annotations.NullMarked;
