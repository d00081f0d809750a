/** The stored form of a dump: zstd over pg_dump's custom format, with its checksum. */
@NullMarked
package io.drover.backup.archive;

import org.jspecify.annotations.NullMarked;
