/** Backups in an S3-compatible store. */
@NullMarked
package io.drover.backup.repository.s3;

import org.jspecify.annotations.NullMarked;
