@NullMarked
package io.drover.migration.site;

import org.jspecify.annotations.NullMarked;
