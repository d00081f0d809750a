@NullMarked
package io.drover.migration.schema;

import org.jspecify.annotations.NullMarked;
