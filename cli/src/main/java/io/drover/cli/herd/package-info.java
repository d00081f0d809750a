/** The way to a herd over Kafka. */
@NullMarked
package io.drover.cli.herd;

import org.jspecify.annotations.NullMarked;
