package io.drover.cli.herd;

import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.cli.stack.StackState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/**
 * Where Kafka is.
 *
 * @param servers comma-separated {@code host:port}
 */
record KafkaAddress(String servers) {
  private static final int CONNECT_MILLIS = 3_000;

  /** {@code DROVER_KAFKA}, else the running local stack's broker, else the usual port here. */
  static KafkaAddress of(CliContext context) {
    return new KafkaAddress(
        context
            .variable("DROVER_KAFKA")
            .or(() -> StackState.running(context.home()).map(StackState::kafka))
            .orElse("localhost:9092"));
  }

  /**
   * A look before the client starts, which would try for minutes and log all the while.
   *
   * @throws CliFailure when none of the servers takes a connection
   */
  void requireReachable() {
    List<String> all = List.of(servers.split("\\s*,\\s*"));
    // Side by side would be quicker, but two or three dead ones in a row are still within 10 s.
    if (all.stream().limit(3).noneMatch(KafkaAddress::connects)) {
      throw new CliFailure(
          "Kafka does not answer at " + servers + ".",
          "./drover up   (or name the broker that serves: export DROVER_KAFKA=host:port)");
    }
  }

  private static boolean connects(String server) {
    int colon = server.lastIndexOf(':');
    try (var socket = new Socket()) {
      int port = Integer.parseInt(server.substring(colon + 1));
      socket.connect(
          new InetSocketAddress(server.substring(0, Math.max(0, colon)), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    } catch (IllegalArgumentException e) {
      throw new CliFailure(
          2, "'" + server + "' is not a broker's host:port.", "export DROVER_KAFKA=host:port", e);
    }
  }
}
