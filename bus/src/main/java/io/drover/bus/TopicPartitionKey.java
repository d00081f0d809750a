package io.drover.bus;

/**
 * A partition.
 *
 * @param topic name of the topic without the prefix
 * @param partition its number, from 0
 */
public record TopicPartitionKey(String topic, int partition) {}
