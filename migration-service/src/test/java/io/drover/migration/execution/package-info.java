@NullMarked
package io.drover.migration.execution;

import org.jspecify.annotations.NullMarked;
