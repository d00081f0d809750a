package io.drover.system.harness;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Looks into the monitor's own tables, to know whether it has read everything. */
public final class ProjectionView {
  /** The mark of a commit, behind the newest record. */
  private static final int MARK = 1;

  private final LedgerView tables;
  private final Admin admin;
  private final String prefix;

  ProjectionView(LedgerView tables, Admin admin, String prefix) {
    this.tables = tables;
    this.admin = admin;
    this.prefix = prefix;
  }

  /** Waits until the monitor has folded all that these topics hold. */
  public void awaitFolded(Duration limit, String... topics) {
    Awaitility.await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> ends(topics).entrySet().stream().allMatch(this::folded));
  }

  private boolean folded(Map.Entry<TopicPartition, Long> end) {
    TopicPartition partition = end.getKey();
    String topic = partition.topic().substring(prefix.length());
    List<String> next =
        tables.rows(
            Service.MONITOR,
            "SELECT next_offset FROM projection_offsets WHERE topic = '%s' AND partition = %d"
                .formatted(topic, partition.partition()));
    return end.getValue() == 0
        || (next.size() == 1
            && next.getFirst().matches("\\d+")
            && Long.parseLong(next.getFirst()) >= end.getValue() - MARK);
  }

  private Map<TopicPartition, Long> ends(String... topics) {
    Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
    Waits.get(
            admin
                .describeTopics(Arrays.stream(topics).map(prefix::concat).toList())
                .allTopicNames())
        .forEach(
            (topic, description) ->
                description
                    .partitions()
                    .forEach(
                        each ->
                            newest.put(
                                new TopicPartition(topic, each.partition()), OffsetSpec.latest())));
    Map<TopicPartition, Long> ends = new HashMap<>();
    Waits.get(admin.listOffsets(newest).all())
        .forEach((partition, found) -> ends.put(partition, found.offset()));
    return ends;
  }
}
