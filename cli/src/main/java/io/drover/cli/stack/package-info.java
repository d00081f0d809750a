/** The local stack: Kafka, PostgreSQL and the services as child processes. */
@NullMarked
package io.drover.cli.stack;

import org.jspecify.annotations.NullMarked;
