/**
 * The registry of target databases, connections to them and the lock that PostgreSQL arbitrates.
 */
@NullMarked
package io.drover.service.target;

import org.jspecify.annotations.NullMarked;
