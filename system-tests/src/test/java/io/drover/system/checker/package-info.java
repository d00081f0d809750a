/**
 * A stranger who finds out whether the invariants hold: it reads Kafka, PostgreSQL's catalogues,
 * the databases, the repository's files and {@code /proc}, and imports nothing of Drover.
 */
@NullMarked
package io.drover.system.checker;

import org.jspecify.annotations.NullMarked;
