package io.drover.bus;

import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics of the contract. */
public final class TopicAdmin {

  private static final long SECONDS = 30;
  private static final long PAUSE_MILLIS = 50;

  private TopicAdmin() {}

  /**
   * Like {@link #ensure(BusConfig, int)} with a replication of 3, or as many brokers as there are.
   */
  public static List<String> ensure(BusConfig config) {
    return ensure(config, 0);
  }

  /**
   * Creates the topics that are missing and waits until the leader of each partition answers.
   * Existing topics are left as they are.
   *
   * @param replication copies of each partition; 0 for 3, or as many as there are brokers
   * @return a sentence for each existing topic whose partitions or cleanup policy differ
   * @throws BusUnavailableException when the broker does not answer in time or refuses
   */
  public static List<String> ensure(BusConfig config, int replication) {
    return ensure(config, replication, Topics.all());
  }

  /** Like {@link #ensure(BusConfig, int)} for these topics. */
  public static List<String> ensure(BusConfig config, int replication, List<Topic> topics) {
    try (Admin admin = Admin.create(config.admin("topics"))) {
      int brokers = await(admin.describeCluster().nodes()).size();
      create(admin, config, replication > 0 ? replication : Math.min(3, brokers), topics);
      Map<String, TopicDescription> found = described(admin, config, topics);
      awaitAnswers(admin, found);
      return differences(admin, config, topics, found);
    } catch (ExecutionException e) {
      throw new BusUnavailableException("The topics could not be created: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new BusUnavailableException("The broker did not create the topics within 30 s.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusUnavailableException("The wait for the topics was interrupted.", e);
    }
  }

  private static void create(Admin admin, BusConfig config, int replication, List<Topic> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<String> present = await(admin.listTopics().names());
    List<NewTopic> missing =
        topics.stream()
            .filter(topic -> !present.contains(config.topic(topic)))
            .map(topic -> newTopic(config, replication, topic))
            .toList();
    for (KafkaFuture<Void> created : admin.createTopics(missing).values().values()) {
      try {
        await(created);
      } catch (ExecutionException e) {
        // Another instance may have been quicker.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private static NewTopic newTopic(BusConfig config, int replication, Topic topic) {
    Map<String, String> settings = new HashMap<>(topic.config());
    if (replication >= 3) {
      settings.put("min.insync.replicas", "2");
    }
    return new NewTopic(config.topic(topic), topic.partitions(), (short) replication)
        .configs(settings);
  }

  private static Map<String, TopicDescription> described(
      Admin admin, BusConfig config, List<Topic> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<String> names = topics.stream().map(config::topic).toList();
    long start = System.nanoTime();
    while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SECONDS)) {
      try {
        Map<String, TopicDescription> found = await(admin.describeTopics(names).allTopicNames());
        if (found.values().stream().allMatch(TopicAdmin::hasLeaders)) {
          return found;
        }
      } catch (ExecutionException e) {
        // Metadata spreads after the creation was acknowledged.
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    throw new TimeoutException("Topics without leaders.");
  }

  /**
   * A broker is named as leader before it knows of it, and refuses records until then; the end of a
   * partition is told by its leader only.
   */
  private static void awaitAnswers(Admin admin, Map<String, TopicDescription> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    topics.forEach(
        (name, topic) ->
            topic
                .partitions()
                .forEach(
                    each ->
                        ends.put(new TopicPartition(name, each.partition()), OffsetSpec.latest())));
    await(admin.listOffsets(ends).all());
  }

  private static boolean hasLeaders(TopicDescription topic) {
    return topic.partitions().stream()
        .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
  }

  private static List<String> differences(
      Admin admin, BusConfig config, List<Topic> topics, Map<String, TopicDescription> found)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<ConfigResource> resources =
        found.keySet().stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    Map<String, String> policies = new HashMap<>();
    await(admin.describeConfigs(resources).all())
        .forEach((topic, set) -> policies.put(topic.name(), set.get("cleanup.policy").value()));
    List<String> warnings = new ArrayList<>();
    for (Topic topic : topics) {
      String name = config.topic(topic);
      int partitions = Objects.requireNonNull(found.get(name)).partitions().size();
      if (partitions != topic.partitions()) {
        warnings.add(
            name + " has " + partitions + " partitions where " + topic.partitions() + " belong.");
      }
      String wanted = topic.config().getOrDefault("cleanup.policy", "delete");
      String policy = policies.getOrDefault(name, "");
      if (!wanted.equals(policy)) {
        warnings.add(name + " has the cleanup policy " + policy + " where " + wanted + " belongs.");
      }
    }
    return warnings;
  }

  private static <T> T await(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(SECONDS, TimeUnit.SECONDS);
  }
}
