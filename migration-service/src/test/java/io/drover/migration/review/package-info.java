@NullMarked
package io.drover.migration.review;

import org.jspecify.annotations.NullMarked;
