package io.drover.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** The folder of one local broker: its settings, storage and logs. */
record KafkaHome(Path folder) {
  private static final int NODE = 1;
  private static final List<String> SMALL_JVM =
      List.of(
          "-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

  Path properties() {
    return folder.resolve("server.properties");
  }

  Path logging() {
    return folder.resolve("logback.xml");
  }

  Path log() {
    return folder.resolve("kafka.log");
  }

  /** What the JVM itself says: as good as nothing. */
  Path console() {
    return folder.resolve("console.log");
  }

  Path pidFile() {
    return folder.resolve("kafka.pid");
  }

  private Path storage() {
    return folder.resolve("storage");
  }

  void prepare(int port, Map<String, String> settings) {
    Folders.claim(folder, UnixUser.current());
    try {
      if (!Files.exists(storage().resolve("meta.properties"))) {
        format();
      }
      var properties = new Properties();
      properties.putAll(smallClusterSettings());
      properties.putAll(places(port, FreePorts.any()));
      properties.putAll(settings);
      try (Writer writer = Files.newBufferedWriter(properties())) {
        properties.store(writer, null);
      }
      try (InputStream config =
          Objects.requireNonNull(KafkaHome.class.getResourceAsStream("broker-logback.xml"))) {
        Files.copy(config, logging(), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new LocalStackException(
          "The data folder " + folder + " cannot be used: " + e, "rm -rf " + folder, e);
    }
  }

  private void format() {
    Folders.deleteQuietly(storage());
    try (var nowhere = new PrintStream(OutputStream.nullOutputStream())) {
      Files.createDirectories(storage());
      new Formatter()
          .setPrintStream(nowhere)
          .setNodeId(NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(storage().toString())
          .addDirectory(storage().toString())
          .run();
    } catch (Exception e) {
      throw new LocalStackException(
          "Kafka's storage in " + folder + " could not be formatted: " + e, "rm -rf " + folder, e);
    }
  }

  private Map<String, String> places(int port, int controllerPort) {
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        String.valueOf(NODE),
        "controller.quorum.voters",
        NODE + "@127.0.0.1:" + controllerPort,
        "listeners",
        "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
        "controller.listener.names",
        "CONTROLLER",
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs",
        storage().toString());
  }

  /** What a cluster of one broker on one machine wants, wherever it runs. */
  static Map<String, String> smallClusterSettings() {
    return Map.ofEntries(
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.retention.minutes", String.valueOf(60 * 24 * 365)),
        Map.entry("transaction.state.log.num.partitions", "4"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        // The default, 128 MiB, is half of the heap and may not fit in one piece.
        Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
        // A broker that was killed is let in again only when its former session has run out.
        Map.entry("broker.session.timeout.ms", "2000"),
        Map.entry("broker.heartbeat.interval.ms", "500"));
  }

  List<String> command(String classPath) {
    List<String> words =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    words.addAll(SMALL_JVM);
    words.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    words.add("-Ddrover.broker.log=" + log());
    words.add("-Dlogback.configurationFile=" + logging());
    words.add("-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider");
    words.add("-Dslf4j.internal.verbosity=WARN");
    words.addAll(List.of("-cp", classPath, "kafka.Kafka", properties().toString()));
    return words;
  }
}
