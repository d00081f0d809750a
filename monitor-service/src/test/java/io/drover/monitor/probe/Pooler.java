package io.drover.monitor.probe;

import static org.awaitility.Awaitility.await;

import io.drover.localstack.FreePorts;
import io.drover.localstack.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Debian's pgbouncer in transaction mode with its usual settings and one session for each database:
 * whatever one client leaves in it the next one finds.
 */
final class Pooler implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final PostgresServer postgres;
  private final int port = FreePorts.any();
  private final Process process;

  Pooler(PostgresServer postgres, Path folder) throws IOException {
    this.postgres = postgres;
    // It gives up being root before it reads the users.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path users = folder.resolve("users.txt");
    Files.writeString(
        users, "\"%s\" \"%s\"\n".formatted(postgres.superuser(), postgres.password()));
    Path settings = folder.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        """
        [databases]
        * = host=127.0.0.1 port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s
        pool_mode = transaction
        default_pool_size = 1
        """
            .formatted(postgres.port(), port, users));
    List<String> words = new ArrayList<>(List.of("/usr/sbin/pgbouncer"));
    if (System.getProperty("user.name").equals("root")) {
      words.addAll(List.of("--user", "nobody"));
    }
    words.add(settings.toString());
    process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("pgbouncer.log").toFile())
            .start();
    await().atMost(PATIENCE).until(this::answers);
  }

  int port() {
    return port;
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** A client of the database as any other. */
  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        url(database) + "?prepareThreshold=0", postgres.superuser(), postgres.password());
  }

  @Override
  public void close() {
    process.destroy();
    await().atMost(PATIENCE).until(() -> !process.isAlive());
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
