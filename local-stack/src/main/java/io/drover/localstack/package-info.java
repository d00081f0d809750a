/**
 * Starts a real Kafka broker and a real PostgreSQL on this machine, for the quickstart and for
 * tests.
 */
@NullMarked
package io.drover.localstack;

import org.jspecify.annotations.NullMarked;
