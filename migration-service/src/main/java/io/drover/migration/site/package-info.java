/** Work of an attempt on another database of its target's server. */
@NullMarked
package io.drover.migration.site;

import org.jspecify.annotations.NullMarked;
