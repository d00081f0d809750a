package io.drover.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker (KRaft, combined mode) as a child process of this JVM on 127.0.0.1, with its data
 * and log in one folder. It creates no topic by itself. Thread-safe.
 */
public final class LocalKafka implements KafkaServer {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration IN_ORDER = Duration.ofSeconds(20);

  private final LocalKafkaBuilder wanted;
  private final KafkaHome home;
  private final Thread hook = new Thread(this::close, "drover-kafka-stop");
  private int port;
  private @Nullable LiveProcess running;

  LocalKafka(LocalKafkaBuilder wanted) {
    this.wanted = wanted;
    this.home = new KafkaHome(wanted.folder());
    if (wanted.dieWithParent() && !Children.canDieWithParent()) {
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  /** A broker whose data lies in this folder, which is made when it is missing. */
  public static LocalKafkaBuilder at(Path dataDirectory) {
    return new LocalKafkaBuilder(dataDirectory.toAbsolutePath().normalize());
  }

  /** Where the data lies. */
  public Path dataDirectory() {
    return home.folder();
  }

  /** The broker's log. */
  public Path log() {
    return home.log();
  }

  @Override
  public synchronized String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public synchronized void start() {
    if (running != null && running.isAlive()) {
      return;
    }
    leftover().ifPresent(LocalKafka::end);
    port = port == 0 ? FreePorts.preferring(wanted.port()) : port;
    home.prepare(port, wanted.settings());
    LiveProcess process = launch();
    running = process;
    if (!BrokerProbe.awaitReady(port, process, DEADLINE)) {
      kill();
      throw new LocalStackException(
          "Kafka did not start on port %d; its log ends:\n%s\n%s"
              .formatted(port, Folders.tail(home.console()), Folders.tail(log())),
          "see " + log());
    }
  }

  private LiveProcess launch() {
    Optional<String> signal = wanted.dieWithParent() ? Optional.of("TERM") : Optional.empty();
    try {
      var command = new Children.Command(home.command(wanted.classPath()), null, signal);
      Files.deleteIfExists(home.console());
      var process = new LiveProcess(Children.start(command, home.console()).pid());
      Files.writeString(home.pidFile(), String.valueOf(process.pid()));
      return process;
    } catch (IOException e) {
      throw new LocalStackException(
          "The folder " + home.folder() + " cannot be written: " + e, "ls -ld " + home.folder(), e);
    }
  }

  /** The broker of this folder that another JVM left behind. */
  private Optional<LiveProcess> leftover() {
    try {
      return Files.exists(home.pidFile())
          ? Optional.of(new LiveProcess(Long.parseLong(Files.readString(home.pidFile()).strip())))
              .filter(LiveProcess::isAlive)
              .filter(process -> process.commandLine().contains(home.properties().toString()))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static void end(LiveProcess process) {
    process.signal("TERM");
    if (!process.endsWithin(IN_ORDER)) {
      process.killTree(DEADLINE);
    }
  }

  @Override
  public synchronized void stop() {
    if (running != null) {
      end(running);
    }
    running = null;
  }

  @Override
  public synchronized void kill() {
    if (running != null) {
      running.killTree(DEADLINE);
    }
    running = null;
  }

  @Override
  public void close() {
    stop();
    if (wanted.deleteOnClose()) {
      Folders.deleteQuietly(home.folder());
    }
    if (!Thread.currentThread().equals(hook)) {
      ShutdownHooks.remove(hook);
    }
  }
}
