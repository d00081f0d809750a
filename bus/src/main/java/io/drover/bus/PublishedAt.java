package io.drover.bus;

import java.time.Instant;

/**
 * Where a record was written.
 *
 * @param topic name without the prefix
 * @param partition partition of the topic
 * @param offset offset in the partition
 * @param timestamp timestamp of the record: the broker's on command topics, else the producer's
 */
public record PublishedAt(String topic, int partition, long offset, Instant timestamp) {}
