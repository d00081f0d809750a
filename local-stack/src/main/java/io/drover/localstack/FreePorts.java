package io.drover.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds TCP ports on the loopback address. As a server needs a while until it listens, a port that
 * was found is found neither again by this JVM nor, while this one lives, by others of the same
 * user. Any other program may take it before it is used. Thread-safe.
 */
public final class FreePorts {
  // Below every system's range of ephemeral ports: a client that keeps dialling a dead server's
  // port in that range can be given that very port as its own, connects to itself and keeps the
  // server from coming back.
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;
  private static final int TRIES = 500;

  private static final Set<Integer> FOUND = ConcurrentHashMap.newKeySet();

  /** On its byte of this file a lock is held for each port that was found. */
  private static final @Nullable FileChannel FOUND_BY_ALL = open();

  private FreePorts() {}

  /** The wanted port when it is free, else a free one; 0 wants any. */
  public static int preferring(int wanted) {
    if (wanted > 0 && isFree(wanted)) {
      boolean _ = reserve(wanted);
      return wanted;
    }
    return any();
  }

  /** A free port. */
  public static int any() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (reserve(port) && isFree(port)) {
        return port;
      }
    }
    throw new LocalStackException(
        "No free TCP port was found on 127.0.0.1 between " + FIRST + " and " + LAST + ".",
        "ss -tlnp");
  }

  private static boolean reserve(int port) {
    if (!FOUND.add(port)) {
      return false;
    }
    try {
      return FOUND_BY_ALL == null || FOUND_BY_ALL.tryLock(port, 1, false) != null;
    } catch (IOException | OverlappingFileLockException e) {
      // Without the others it is as good as a port can be.
      return true;
    }
  }

  private static @Nullable FileChannel open() {
    try {
      return FileChannel.open(
          Path.of(
              System.getProperty("java.io.tmpdir"),
              "drover-ports-" + System.getProperty("user.name") + ".lock"),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      // It may be another user's, or there is no such folder.
      return null;
    }
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
