package io.drover.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Asks a broker whether it serves clients. */
final class BrokerProbe {
  private BrokerProbe() {}

  /** False when the process died or the deadline passed. */
  static boolean awaitReady(int port, LiveProcess process, Duration deadline) {
    // Clients warn about each refused connection: they are let at the port only when it is open.
    return Waiting.until(deadline, () -> listens(port) || !process.isAlive())
        && process.isAlive()
        && answers("127.0.0.1:" + port, deadline);
  }

  private static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the cluster has a broker that is let in (an unfenced one). */
  static boolean answers(String bootstrapServers, Duration deadline) {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      return Waiting.until(deadline, () -> hasBroker(admin));
    }
  }

  private static boolean hasBroker(Admin admin) {
    try {
      return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
