package io.drover.backup.repository.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes TCP connections on, and resets the first one in the middle of what it answers. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int port;
  private final long first;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * @param first bytes that the first connection answers; what it has not passed on then is lost,
   *     whatever the kernel's buffers would hold
   */
  CuttingProxy(int port, long first) throws IOException {
    this.port = port;
    this.first = first;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** The same bucket behind this proxy. */
  Bucket instead(Bucket bucket) {
    return new Bucket(
        URI.create("http://127.0.0.1:" + listening.getLocalPort()),
        bucket.region(),
        bucket.bucket(),
        bucket.prefix(),
        bucket.pathStyle(),
        bucket.accessKey(),
        bucket.secretKey());
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        long most = connections.incrementAndGet() == 1 ? first : Long.MAX_VALUE;
        sockets.addAll(List.of(client, server));
        Thread.ofVirtual().start(() -> pass(client, server, Long.MAX_VALUE));
        Thread.ofVirtual().start(() -> pass(server, client, most));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static void pass(Socket from, Socket to, long most) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[8192];
      long left = most;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        int passed = (int) Math.min(n, left);
        to.getOutputStream().write(buffer, 0, passed);
        left -= passed;
        if (left == 0) {
          to.setSoLinger(true, 0);
          return;
        }
      }
    } catch (IOException cut) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
