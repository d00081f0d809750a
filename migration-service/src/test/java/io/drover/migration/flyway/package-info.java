@NullMarked
package io.drover.migration.flyway;

import org.jspecify.annotations.NullMarked;
