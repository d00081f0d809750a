@NullMarked
package io.drover.migration.review.parser;

import org.jspecify.annotations.NullMarked;
