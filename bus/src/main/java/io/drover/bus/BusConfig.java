package io.drover.bus;

import io.drover.schemas.Topic;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where the bus is. Kafka's clients log their whole configuration at INFO under {@code
 * org.apache.kafka}: set that logger to WARN (and {@code org.apache.kafka.clients.NetworkClient} to
 * ERROR where a broker that is away is reported by other means).
 *
 * @param bootstrapServers comma-separated {@code host:port}
 * @param topicPrefix prefix of all topics of the herd, such as {@code drover.}
 * @param clientProperties further properties of every client, such as those for TLS; may hold
 *     secrets, so this record's text form leaves them out
 */
public record BusConfig(
    String bootstrapServers, String topicPrefix, Map<String, String> clientProperties) {

  /** Prefix where nothing else is said. */
  public static final String DEFAULT_PREFIX = "drover.";

  static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);
  private static final int REQUEST_MILLIS = 10_000;
  private static final int LARGEST_REQUEST = 2 * 1024 * 1024;
  private static final AtomicLong CLIENTS = new AtomicLong();

  /** Copies the properties. */
  public BusConfig {
    clientProperties = Map.copyOf(clientProperties);
  }

  /** Configuration without further client properties. */
  public BusConfig(String bootstrapServers, String topicPrefix) {
    this(bootstrapServers, topicPrefix, Map.of());
  }

  /**
   * Reads {@code DROVER_KAFKA} (default {@code 127.0.0.1:9092}), {@code DROVER_TOPIC_PREFIX}
   * (default {@code drover.}) and the properties file that {@code DROVER_KAFKA_PROPERTIES} names,
   * if any.
   *
   * @throws UncheckedIOException when that file cannot be read
   */
  public static BusConfig fromEnvironment() {
    return from(System.getenv());
  }

  static BusConfig from(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    String file = environment.getOrDefault("DROVER_KAFKA_PROPERTIES", "");
    if (!file.isBlank()) {
      Properties read = new Properties();
      try (Reader reader = Files.newBufferedReader(Path.of(file))) {
        read.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException("DROVER_KAFKA_PROPERTIES cannot be read: " + file, e);
      }
      read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    }
    return new BusConfig(
        environment.getOrDefault("DROVER_KAFKA", "127.0.0.1:9092"),
        environment.getOrDefault("DROVER_TOPIC_PREFIX", DEFAULT_PREFIX),
        properties);
  }

  /** Full name of the topic. */
  public String topic(Topic topic) {
    return topic.in(topicPrefix);
  }

  /** Name without the prefix; the name itself where it has another one. */
  public String withoutPrefix(String fullTopic) {
    return fullTopic.startsWith(topicPrefix)
        ? fullTopic.substring(topicPrefix.length())
        : fullTopic;
  }

  /**
   * Idempotent, {@code acks=all}, bytes, every wait bounded (delivery 30 s).
   *
   * @param name who produces, for the client id
   */
  public Map<String, Object> producer(String name) {
    Map<String, Object> map = client(name);
    map.put(ProducerConfig.ACKS_CONFIG, "all");
    map.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    map.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    map.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    map.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_MILLIS);
    map.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
    map.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    map.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    map.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return map;
  }

  /**
   * {@code read_committed}, bytes, no automatic commits, no silent resets of positions. A caller
   * with a group adds {@code group.id} and {@code auto.offset.reset}.
   *
   * @param name who consumes, for the client id
   */
  public Map<String, Object> consumer(String name) {
    Map<String, Object> map = client(name);
    map.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    map.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    map.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    map.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    map.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    map.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    map.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    map.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return map;
  }

  /**
   * Every wait bounded.
   *
   * @param name who administers, for the client id
   */
  public Map<String, Object> admin(String name) {
    Map<String, Object> map = client(name);
    map.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    map.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    return map;
  }

  private Map<String, Object> client(String name) {
    Map<String, Object> map = new HashMap<>(clientProperties);
    map.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    // Two clients of one id in a process fight over the name of their metrics bean.
    map.put(
        CommonClientConfigs.CLIENT_ID_CONFIG, "drover-" + name + "-" + CLIENTS.incrementAndGet());
    return map;
  }

  @Override
  public String toString() {
    return "BusConfig[" + bootstrapServers + ", " + topicPrefix + "]";
  }
}
