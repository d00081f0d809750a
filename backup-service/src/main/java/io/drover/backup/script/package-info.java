/** The text of a plain SQL dump: what it may hold, and what of it reaches psql. */
@NullMarked
package io.drover.backup.script;

import org.jspecify.annotations.NullMarked;
