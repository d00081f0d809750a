package io.drover.localstack;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How a {@link LocalKafka} shall be. Not thread-safe. */
public final class LocalKafkaBuilder {
  private final Path folder;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private String classPath = System.getProperty("java.class.path", "");
  private int port;
  private boolean dieWithParent = true;
  private boolean deleteOnClose;

  LocalKafkaBuilder(Path folder) {
    this.folder = folder;
  }

  /** The port to take when it is free; another is taken when it is not, and for 0 (the default). */
  public LocalKafkaBuilder port(int wanted) {
    this.port = wanted;
    return this;
  }

  /** A broker setting, as in server.properties. */
  public LocalKafkaBuilder setting(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /** Where the broker's classes are; default the class path of this JVM. */
  public LocalKafkaBuilder classPath(String jars) {
    this.classPath = jars;
    return this;
  }

  /**
   * Whether the broker is shut down when this JVM dies, however it dies (default true). Without
   * setpriv (not Linux) a JVM that is killed leaves it running.
   */
  public LocalKafkaBuilder dieWithParent(boolean die) {
    this.dieWithParent = die;
    return this;
  }

  /** Whether {@link LocalKafka#close} deletes the data too (default false). */
  public LocalKafkaBuilder deleteOnClose(boolean delete) {
    this.deleteOnClose = delete;
    return this;
  }

  /**
   * Starts the broker and waits until it answers. A broker that another JVM left running on this
   * folder is stopped first.
   *
   * @throws LocalStackException when the folder cannot be used or the broker does not answer within
   *     a minute
   */
  public LocalKafka start() {
    var kafka = new LocalKafka(this);
    kafka.start();
    return kafka;
  }

  Path folder() {
    return folder;
  }

  Map<String, String> settings() {
    return settings;
  }

  /** Absolute, for the broker works in a folder of its own. */
  String classPath() {
    return Arrays.stream(classPath.split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  int port() {
    return port;
  }

  boolean dieWithParent() {
    return dieWithParent;
  }

  boolean deleteOnClose() {
    return deleteOnClose;
  }
}
