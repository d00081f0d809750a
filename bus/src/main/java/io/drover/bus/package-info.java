/** Codec, envelope, publish and follow over Kafka: what any client of Drover needs. */
@NullMarked
package io.drover.bus;

import org.jspecify.annotations.NullMarked;
