package io.drover.bus;

import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the services are behind with requests. Looks only; joins no group. For one thread.
 *
 * <p>The groups are those whose name begins with the prefix of the topics. A group is judged by the
 * partitions that it has committed an offset of, or that its members have now: which topics it is
 * meant to read stands nowhere else. Markers of transactions take up offsets that nobody commits,
 * so a distance to the end is no proof of unread records: {@link #holdsRecords} is.
 */
public final class ConsumerLag implements AutoCloseable {
  private static final long SECONDS = 10;

  /** What the services listen to; the monitor reads the controls of alerts without a group. */
  private static final List<Topic> REQUESTS =
      Topics.all().stream()
          .filter(Topic::command)
          .filter(topic -> !topic.equals(Topics.ALERT_CONTROL))
          .toList();

  private final BusConfig config;
  private final Admin admin;

  /** Connects in the background. */
  public ConsumerLag(BusConfig config) {
    this.config = config;
    this.admin = Admin.create(config.admin("lag"));
  }

  /**
   * A partition that a group has not read to its end.
   *
   * @param group name without the prefix
   * @param next offset that the group reads next
   * @param end offset behind the last committed record
   */
  public record Behind(String group, TopicPartitionKey place, long next, long end) {}

  /**
   * All partitions of requests that a group has not read to their end.
   *
   * @throws BusUnavailableException the broker does not answer in time or refuses
   */
  public List<Behind> look() {
    try {
      List<String> groups =
          await(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
              .map(GroupListing::groupId)
              .filter(id -> id.startsWith(config.topicPrefix()))
              .toList();
      return groups.isEmpty() ? List.of() : behind(groups);
    } catch (ExecutionException e) {
      throw new BusUnavailableException("The groups could not be read: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new BusUnavailableException("The broker did not describe the groups in time.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusUnavailableException("The look at the groups was interrupted.", e);
    }
  }

  private List<Behind> behind(Collection<String> groups)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<TopicPartition> partitions = partitions();
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
    Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
    groups.forEach(group -> asked.put(group, new ListConsumerGroupOffsetsSpec()));
    Map<String, Set<TopicPartition>> assigned = assigned(groups);
    List<Behind> behind = new ArrayList<>();
    await(admin.listConsumerGroupOffsets(asked).all())
        .forEach(
            (group, next) -> {
              Set<TopicPartition> read = new HashSet<>(assigned.getOrDefault(group, Set.of()));
              read.addAll(next.keySet());
              read.retainAll(partitions);
              read.forEach(partition -> add(behind, group, partition, next, begins, ends));
            });
    return behind;
  }

  private Map<String, Set<TopicPartition>> assigned(Collection<String> groups)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, Set<TopicPartition>> assigned = new HashMap<>();
    await(admin.describeConsumerGroups(groups).all())
        .forEach(
            (group, description) ->
                assigned.put(
                    group,
                    description.members().stream()
                        .flatMap(member -> member.assignment().topicPartitions().stream())
                        .collect(Collectors.toSet())));
    return assigned;
  }

  private void add(
      List<Behind> behind,
      String group,
      TopicPartition partition,
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends) {
    long end = ends.getOrDefault(partition, 0L);
    long first = begins.getOrDefault(partition, end);
    OffsetAndMetadata at = committed.get(partition);
    long next = at == null ? first : Math.max(first, at.offset());
    if (next < end) {
      behind.add(
          new Behind(
              config.withoutPrefix(group),
              new TopicPartitionKey(config.withoutPrefix(partition.topic()), partition.partition()),
              next,
              end));
    }
  }

  private Set<TopicPartition> partitions()
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<TopicPartition> all = new HashSet<>();
    Map<String, TopicDescription> topics =
        await(admin.describeTopics(REQUESTS.stream().map(config::topic).toList()).allTopicNames());
    topics.forEach(
        (name, topic) ->
            topic.partitions().forEach(p -> all.add(new TopicPartition(name, p.partition()))));
    return all;
  }

  private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(p -> asked.put(p, which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, ListOffsetsResultInfo> found =
        await(
            admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
    found.forEach((p, info) -> offsets.put(p, info.offset()));
    return offsets;
  }

  /**
   * Whether records, and not only markers, lie where the group has not read.
   *
   * @throws BusUnavailableException the broker does not answer in time
   */
  public boolean holdsRecords(Behind behind) {
    TopicPartition partition =
        new TopicPartition(
            config.topicPrefix() + behind.place().topic(), behind.place().partition());
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config.consumer("lag"))) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, behind.next());
      long start = System.nanoTime();
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SECONDS)) {
        if (!consumer.poll(Duration.ofMillis(200)).isEmpty()) {
          return true;
        }
        if (consumer.position(partition) >= behind.end()) {
          return false;
        }
      }
    } catch (KafkaException e) {
      throw new BusUnavailableException("What is unread could not be read: " + e.getMessage(), e);
    }
    throw new BusUnavailableException(
        "What is unread could not be read in time.", new TimeoutException());
  }

  private static <T> T await(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
