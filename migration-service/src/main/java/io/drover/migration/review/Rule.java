package io.drover.migration.review;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is looked for.
 *
 * @param id stable, for policies and suppressions
 * @param severity unless the policy says otherwise
 * @param what what is found, in one sentence
 * @param lock the lock that makes it dangerous; null where the lock depends or is not the point
 * @param safeWay what to do instead
 */
public record Rule(
    String id, Severity severity, String what, @Nullable TableLock lock, String safeWay) {}
