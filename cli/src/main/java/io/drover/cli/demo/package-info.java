/** The demonstration: load, back up, migrate, restore, compare. */
@NullMarked
package io.drover.cli.demo;

import org.jspecify.annotations.NullMarked;
