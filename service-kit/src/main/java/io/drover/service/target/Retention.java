package io.drover.service.target;

import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Which backups of a database are kept; what no rule keeps is removed.
 *
 * @param keepLast so many of the newest
 * @param keepFor those younger than this; null for no such rule
 * @param daily the newest of each of so many days that have backups
 * @param weekly the same for weeks, which begin on Monday
 * @param monthly the same for months
 * @param yearly the same for years
 * @param minimum never fewer than this, whatever the other rules say
 * @param zone in which days, weeks, months and years begin
 */
public record Retention(
    int keepLast,
    @Nullable Duration keepFor,
    int daily,
    int weekly,
    int monthly,
    int yearly,
    int minimum,
    ZoneId zone) {}
