package io.drover.localstack;

import java.time.Duration;
import java.util.Locale;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** Kafka in a container. */
final class ContainerKafka implements KafkaServer {
  private static final String IMAGE =
      System.getProperty("drover.stack.kafka-image", "apache/kafka:4.2.0");
  // The broker talks to itself too (transaction markers), and cannot reach the host's port from
  // inside.
  private static final String INSIDE = "INSIDE://127.0.0.1:9094";
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final GenericContainer<?> container;
  private final String bootstrapServers;

  private ContainerKafka(GenericContainer<?> container, String bootstrapServers) {
    this.container = container;
    this.bootstrapServers = bootstrapServers;
  }

  static KafkaServer launch() {
    int port = FreePorts.any();
    var container = new GenericContainer<>(IMAGE);
    String address = "127.0.0.1:" + port;
    ContainerEngine.bind(container, port, 9092);
    container.withEnv("KAFKA_NODE_ID", "1");
    container.withEnv("KAFKA_PROCESS_ROLES", "broker,controller");
    container.withEnv(
        "KAFKA_LISTENERS", "PLAINTEXT://0.0.0.0:9092," + INSIDE + ",CONTROLLER://127.0.0.1:9093");
    container.withEnv("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://" + address + "," + INSIDE);
    container.withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "INSIDE");
    container.withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER");
    container.withEnv(
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
        "PLAINTEXT:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT");
    container.withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@127.0.0.1:9093");
    KafkaHome.smallClusterSettings()
        .forEach(
            (name, value) ->
                container.withEnv(
                    "KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    container.waitingFor(Wait.forListeningPort().withStartupTimeout(DEADLINE));
    container.start();
    var kafka = new ContainerKafka(container, address);
    kafka.awaitAnswer();
    return kafka;
  }

  private void awaitAnswer() {
    if (!BrokerProbe.answers(bootstrapServers, DEADLINE)) {
      String logs = container.getLogs();
      container.stop();
      throw new LocalStackException("Kafka in a container did not start.\n" + logs, "docker logs");
    }
  }

  @Override
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public synchronized void start() {
    ContainerEngine.start(container);
    awaitAnswer();
  }

  @Override
  public synchronized void stop() {
    ContainerEngine.stop(container);
  }

  @Override
  public synchronized void kill() {
    ContainerEngine.kill(container);
  }

  @Override
  public synchronized void close() {
    container.stop();
  }
}
