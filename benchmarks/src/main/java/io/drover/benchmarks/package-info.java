/**
 * Whole-process comparisons: each figure is a ratio to a stock tool, both measured in the same run.
 */
@NullMarked
package io.drover.benchmarks;

import org.jspecify.annotations.NullMarked;
