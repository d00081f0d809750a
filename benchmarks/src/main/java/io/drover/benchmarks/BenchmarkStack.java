package io.drover.benchmarks;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.SchemaDirectory;
import io.drover.bus.TopicAdmin;
import io.drover.localstack.FreePorts;
import io.drover.localstack.LocalKafka;
import io.drover.localstack.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A fresh broker, PostgreSQL and the services that a benchmark asks for; all of it ends with {@link
 * #close}.
 */
final class BenchmarkStack implements AutoCloseable {
  /** Peers keep a session or more in each of some hundred databases. */
  static final int MOST_CONNECTIONS = 1_000;

  private final Path folder;
  private final Path checkout;
  private final LocalKafka kafka;
  private final LocalPostgres postgres;
  private final List<Process> services = new ArrayList<>();
  private final BusConfig bus;
  private final SchemaDirectory schemas;

  private BenchmarkStack(Path folder, Path checkout, LocalKafka kafka, LocalPostgres postgres) {
    this.folder = folder;
    this.checkout = checkout;
    this.kafka = kafka;
    this.postgres = postgres;
    this.bus = new BusConfig(kafka.bootstrapServers(), BusConfig.DEFAULT_PREFIX);
    this.schemas = new SchemaDirectory(bus);
  }

  static BenchmarkStack start(Path checkout) throws IOException {
    return start(checkout, "127.0.0.1");
  }

  /** The same with a PostgreSQL that listens on these addresses, with commas between. */
  static BenchmarkStack start(Path checkout, String addresses) throws IOException {
    Path folder = Files.createTempDirectory("drover-benchmark-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    LocalKafka kafka = LocalKafka.at(folder.resolve("kafka")).start();
    LocalPostgres postgres =
        LocalPostgres.at(folder.resolve("postgres"))
            .setting("listen_addresses", addresses)
            .setting("max_connections", String.valueOf(MOST_CONNECTIONS))
            .start();
    BenchmarkStack stack = new BenchmarkStack(folder, checkout, kafka, postgres);
    postgres.createDatabase("drover");
    Path password = folder.resolve("password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, postgres.password());
    Files.createDirectories(stack.repository());
    TopicAdmin.ensure(stack.bus);
    stack.schemas.publishOwn();
    return stack;
  }

  LocalPostgres postgres() {
    return postgres;
  }

  BusConfig bus() {
    return bus;
  }

  Codec codec() {
    return new Codec(schemas);
  }

  Path repository() {
    return folder.resolve("repository");
  }

  Path scratch(String name) {
    return folder.resolve(name);
  }

  Map<String, String> connection() {
    return Shell.connection(
        postgres.passwordFile(), postgres.host(), postgres.port(), postgres.superuser());
  }

  /** Writes the registry: the databases on this PostgreSQL, or on a port where nothing listens. */
  void register(List<String> databases, boolean reachable) throws IOException {
    List<String> entries =
        databases.stream().map(database -> database + ": { server: main }").toList();
    register(entries, reachable ? postgres.port() : 1);
  }

  /** Writes the registry: entries of databases.yml, one a line, of the server main. */
  void register(List<String> entries) throws IOException {
    register(entries, postgres.port());
  }

  private void register(List<String> entries, int port) throws IOException {
    register(List.of(server("main", "127.0.0.1", port)), entries);
  }

  /** Writes the registry: entries of databases.yml, one a line. */
  void register(List<String> servers, List<String> entries) throws IOException {
    StringBuilder yaml = new StringBuilder("servers:\n");
    servers.forEach(server -> yaml.append("  %s\n".formatted(server)));
    yaml.append("databases:\n");
    entries.forEach(entry -> yaml.append("  %s\n".formatted(entry)));
    Files.writeString(registry(), yaml);
  }

  /** An entry of a server in databases.yml. */
  String server(String name, String host, int port) {
    return "%s: { host: %s, port: %d, user: %s, password: \"file:%s\", ssl-mode: disable }"
        .formatted(name, host, port, postgres.superuser(), folder.resolve("password"));
  }

  /** The file databases.yml. */
  Path registry() {
    return folder.resolve("databases.yml");
  }

  /**
   * Starts a service as its own process with the flags of the launcher; the caller waits for its
   * effects.
   */
  Process service(String name, Map<String, String> settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + checkout.resolve(name).resolve("jvm.options"));
    command.add("-Xmx256m");
    // Another Drover on this machine may have the usual one.
    command.add("-Ddrover.http.port=" + FreePorts.any());
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-jar");
    command.add(checkout.resolve(name).resolve("target").resolve(name + ".jar").toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "DROVER_KAFKA", kafka.bootstrapServers(),
                "DROVER_STATE_URL", postgres.jdbcUrl("drover"),
                "DROVER_STATE_USER", postgres.superuser(),
                "DROVER_STATE_PASSWORD", "file:" + folder.resolve("password"),
                "DROVER_DATABASES", registry().toString(),
                "DROVER_REPOSITORY", repository().toString()));
    Process process = builder.start();
    services.add(process);
    return process;
  }

  /**
   * Waits between two looks at what the services do.
   *
   * @throws IOException when one of them has ended
   */
  void pause(Duration duration) throws IOException {
    LockSupport.parkNanos(duration.toNanos());
    requireRunning();
  }

  /** Is done when a service has ended. */
  CompletableFuture<?> anyEnds() {
    return CompletableFuture.anyOf(
        services.stream().map(Process::onExit).toArray(CompletableFuture[]::new));
  }

  /**
   * Throws when a service has ended.
   *
   * @throws IOException names the folder that its log was kept in
   */
  void requireRunning() throws IOException {
    for (Process service : services) {
      if (!service.isAlive()) {
        throw new IOException("a service has ended by itself; see " + kept());
      }
    }
  }

  /** Copies the logs to where they outlive the stack. */
  private Path kept() throws IOException {
    Path logs = Files.createTempDirectory("drover-benchmark-logs-");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        Files.copy(log, logs.resolve(log.getFileName()));
      }
    }
    return logs;
  }

  @Override
  public void close() throws IOException {
    for (Process service : services) {
      service.destroy();
    }
    try {
      for (Process service : services) {
        if (!service.waitFor(20, TimeUnit.SECONDS)) {
          service.destroyForcibly();
        }
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    schemas.close();
    kafka.close();
    postgres.close();
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
