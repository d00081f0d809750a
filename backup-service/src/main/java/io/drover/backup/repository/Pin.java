package io.drover.backup.repository;

import java.time.Instant;

/**
 * Why a backup must not be removed by any retention.
 *
 * @param at since when, in milliseconds
 */
public record Pin(String by, String reason, Instant at) {}
