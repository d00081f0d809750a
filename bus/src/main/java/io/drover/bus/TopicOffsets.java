package io.drover.bus;

import io.drover.schemas.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What topics retain, as a reader of committed records sees it. Thread-safe. */
public final class TopicOffsets implements AutoCloseable {
  private final BusConfig config;
  private final Admin admin;
  private final Duration deadline;

  /**
   * Connects in the background.
   *
   * @param deadline for each answer of the broker
   */
  public TopicOffsets(BusConfig config, Duration deadline) {
    this.config = config;
    this.admin = Admin.create(config.admin("offsets"));
    this.deadline = deadline;
  }

  /**
   * What a partition retains.
   *
   * @param first offset of the oldest record
   * @param end offset behind the last committed record
   */
  public record Range(long first, long end) {}

  /**
   * What every partition of these topics retains.
   *
   * @throws BusUnavailableException the broker does not answer in time or refuses
   */
  public Map<TopicPartitionKey, Range> of(Collection<Topic> topics) {
    try {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (TopicDescription topic :
          await(admin.describeTopics(topics.stream().map(config::topic).toList()).allTopicNames())
              .values()) {
        topic
            .partitions()
            .forEach(
                p ->
                    asked.put(
                        new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
      }
      Map<TopicPartition, Long> ends = offsets(asked);
      asked.replaceAll((p, latest) -> OffsetSpec.earliest());
      Map<TopicPartitionKey, Range> ranges = new HashMap<>();
      offsets(asked)
          .forEach(
              (p, first) ->
                  ranges.put(
                      new TopicPartitionKey(config.withoutPrefix(p.topic()), p.partition()),
                      new Range(first, Math.max(first, ends.getOrDefault(p, first)))));
      return ranges;
    } catch (ExecutionException e) {
      throw new BusUnavailableException("The offsets could not be read: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new BusUnavailableException("The broker did not tell the offsets in time.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusUnavailableException("The look at the offsets was interrupted.", e);
    }
  }

  private Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetSpec> asked)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, ListOffsetsResultInfo> found =
        await(
            admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
    found.forEach((p, info) -> offsets.put(p, info.offset()));
    return offsets;
  }

  private <T> T await(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
