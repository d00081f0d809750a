package io.drover.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Kafka and PostgreSQL for tests. {@code -Ddrover.stack=local|testcontainers} chooses; without it,
 * containers are used when a container engine answers. Thread-safe.
 */
public final class TestStack {
  private static final Supplier<KafkaServer> KAFKA = new Lazily<>(() -> endedWithJvm(newKafka()));
  private static final Supplier<PostgresServer> POSTGRES =
      new Lazily<>(() -> endedWithJvm(newPostgres()));
  private static final Supplier<Boolean> CONTAINERS = new Lazily<>(TestStack::choose);

  private TestStack() {}

  /**
   * The one broker of this JVM, started at the first call, ended with the JVM: not to be stopped or
   * killed.
   */
  public static KafkaServer kafka() {
    return KAFKA.get();
  }

  /**
   * The one PostgreSQL of this JVM, started at the first call, ended with the JVM: not to be
   * stopped or killed.
   */
  public static PostgresServer postgres() {
    return POSTGRES.get();
  }

  /** A new, empty broker, to be stopped and killed at will; the caller closes it. */
  public static KafkaServer newKafka() {
    return CONTAINERS.get()
        ? ContainerKafka.launch()
        : LocalKafka.at(temporaryFolder("kafka")).deleteOnClose(true).start();
  }

  /** A new, empty PostgreSQL, to be stopped and killed at will; the caller closes it. */
  public static PostgresServer newPostgres() {
    return CONTAINERS.get()
        ? ContainerPostgres.launch()
        : LocalPostgres.at(temporaryFolder("postgres")).fsync(false).deleteOnClose(true).start();
  }

  /**
   * A new, empty PostgreSQL of this machine's own programs with page checksums, whatever the stack;
   * the caller closes it.
   *
   * @param settings of the server's command line
   */
  public static PostgresServer newPostgres(Map<String, String> settings) {
    return start(LocalPostgres.at(temporaryFolder("postgres")), settings);
  }

  /**
   * The same of the programs in an archive.
   *
   * @param archive a tar, {@code bin} at its top
   */
  public static PostgresServer newPostgres(Path archive, Map<String, String> settings) {
    Path folder = temporaryFolder("postgres");
    PostgresPrograms programs = PostgresArchive.unpack(archive, folder);
    return start(LocalPostgres.at(folder).programs(programs), settings);
  }

  private static PostgresServer start(LocalPostgresBuilder builder, Map<String, String> settings) {
    settings.forEach(builder::setting);
    return builder.pageChecksums().fsync(false).deleteOnClose(true).start();
  }

  private static boolean choose() {
    String choice = System.getProperty("drover.stack", "");
    return switch (choice) {
      case "local" -> false;
      case "testcontainers" -> true;
      case "" -> ContainerEngine.answers();
      default ->
          throw new LocalStackException(
              "There is no stack '" + choice + "'.", "-Ddrover.stack=local");
    };
  }

  private static <T extends AutoCloseable> T endedWithJvm(T server) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    server.close();
                  } catch (Exception e) {
                    System.getLogger(TestStack.class.getName())
                        .log(System.Logger.Level.WARNING, e.getMessage());
                  }
                },
                "drover-test-stack-stop"));
    return server;
  }

  private static Path temporaryFolder(String name) {
    try {
      Path folder = Files.createTempDirectory("drover-test-" + name + "-");
      // The server's user must enter it when we are root; what lies inside has modes of its own.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return folder;
    } catch (IOException e) {
      throw new LocalStackException(
          "No temporary folder can be made: " + e.getMessage(), "df -h /tmp", e);
    }
  }
}
