/**
 * The stored forms of dumps: compressed by a codec, encrypted where a policy says so, with a
 * checksum.
 */
@NullMarked
package io.drover.backup.archive;

import org.jspecify.annotations.NullMarked;
