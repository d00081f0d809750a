package io.drover.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds TCP ports on the loopback address. A port found may be taken by other programs before it is
 * used. Thread-safe.
 */
public final class FreePorts {
  // Below every system's range of ephemeral ports: a client that keeps dialling a dead server's
  // port in that range can be given that very port as its own, connects to itself and keeps the
  // server from coming back.
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;
  private static final int TRIES = 500;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  /** The wanted port when it is free, else a free one; 0 wants any. */
  public static int preferring(int wanted) {
    if (wanted > 0 && isFree(wanted)) {
      GIVEN.add(wanted);
      return wanted;
    }
    return any();
  }

  /**
   * A free port that this JVM was not given before: the two listeners of a server never get the
   * same, and nobody gets that of a server which is down for a moment.
   */
  public static int any() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new LocalStackException(
        "No free TCP port was found on 127.0.0.1 between " + FIRST + " and " + LAST + ".",
        "ss -tlnp");
  }

  /** Whether a server could listen on this port of 127.0.0.1 now. */
  public static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
