package io.drover.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** PostgreSQL in a container. */
final class ContainerPostgres implements PostgresServer {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final GenericContainer<?> container;
  private final int port;
  private final String password;
  private final Path passwordFile;

  private ContainerPostgres(
      GenericContainer<?> container, int port, String password, Path passwordFile) {
    this.container = container;
    this.port = port;
    this.password = password;
    this.passwordFile = passwordFile;
  }

  static PostgresServer launch() {
    int port = FreePorts.any();
    String password = UUID.randomUUID().toString();
    var container = new GenericContainer<>(image());
    ContainerEngine.bind(container, port, 5432);
    container.withEnv("POSTGRES_PASSWORD", password);
    container.withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300");
    container.waitingFor(Wait.forListeningPort().withStartupTimeout(DEADLINE));
    container.start();
    var postgres = new ContainerPostgres(container, port, password, passwordFile(password));
    postgres.awaitAnswer();
    return postgres;
  }

  /** A pg_dump reads no server that is newer than itself, so the image follows this machine's. */
  private static String image() {
    String version = PostgresPrograms.find().dumpVersion().orElse("17");
    return System.getProperty("drover.stack.postgres-image", "postgres:" + version);
  }

  private static Path passwordFile(String password) {
    try {
      Path file = Files.createTempDirectory("drover-test-postgres-").resolve("pgpass");
      Folders.writeSecret(file, "*:*:*:" + PostgresCluster.SUPERUSER + ":" + password + "\n");
      return file;
    } catch (IOException e) {
      throw new LocalStackException(
          "No password file can be made: " + e.getMessage(), "df -h /tmp", e);
    }
  }

  private void awaitAnswer() {
    if (!Waiting.until(DEADLINE, () -> PostgresProbe.answers(this))) {
      String logs = container.getLogs();
      close();
      throw new LocalStackException(
          "PostgreSQL in a container did not start.\n" + logs, "docker logs");
    }
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String superuser() {
    return PostgresCluster.SUPERUSER;
  }

  @Override
  public String password() {
    return password;
  }

  @Override
  public Path passwordFile() {
    return passwordFile;
  }

  @Override
  public int majorVersion() {
    return PostgresProbe.majorVersion(this);
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
    Folders.deleteQuietly(passwordFile.getParent());
  }
}
