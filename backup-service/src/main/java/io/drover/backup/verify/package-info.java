/**
 * Verifications: a backup is restored into a scratch database, compared with its manifest, and
 * dropped.
 */
@NullMarked
package io.drover.backup.verify;

import org.jspecify.annotations.NullMarked;
