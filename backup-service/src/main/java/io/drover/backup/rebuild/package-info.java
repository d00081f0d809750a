/** Announces again what repositories hold, for when the catalogue was lost. */
@NullMarked
package io.drover.backup.rebuild;

import org.jspecify.annotations.NullMarked;
