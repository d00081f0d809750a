/** Commands that read a topic to its end and print a table. */
@NullMarked
package io.drover.cli.listing;

import org.jspecify.annotations.NullMarked;
