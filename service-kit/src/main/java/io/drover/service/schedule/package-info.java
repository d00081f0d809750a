/**
 * When what recurs is due: cron expressions, time zones, jitter and times at which nothing runs.
 */
@NullMarked
package io.drover.service.schedule;

import org.jspecify.annotations.NullMarked;
