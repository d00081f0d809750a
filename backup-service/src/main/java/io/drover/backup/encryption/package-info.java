/**
 * Archives that only the holder of a key opens: the age format, version 1 (age-encryption.org/v1).
 */
@NullMarked
package io.drover.backup.encryption;

import org.jspecify.annotations.NullMarked;
