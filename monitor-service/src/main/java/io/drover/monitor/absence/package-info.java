/** What did not happen: backups, verifications, schedules, heartbeats, operations that stand. */
@NullMarked
package io.drover.monitor.absence;

import org.jspecify.annotations.NullMarked;
