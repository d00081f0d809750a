/** What Prometheus reads of the herd, from the projection and the registry of databases. */
@NullMarked
package io.drover.monitor.metrics;

import org.jspecify.annotations.NullMarked;
