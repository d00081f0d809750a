/** Copies of backups in a second repository: asked for, made, found missing, restored from. */
@NullMarked
package io.drover.backup.copy;

import org.jspecify.annotations.NullMarked;
