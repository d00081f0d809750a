@NullMarked
package io.drover.migration.adoption;

import org.jspecify.annotations.NullMarked;
