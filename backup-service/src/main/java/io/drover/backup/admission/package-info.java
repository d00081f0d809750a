/** Who may ask for what. */
@NullMarked
package io.drover.backup.admission;

import org.jspecify.annotations.NullMarked;
