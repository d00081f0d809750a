package io.drover.monitor.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Servers that accept and say nothing, or whose kernel drops every attempt to connect. */
final class HangingServers implements AutoCloseable {
  private static final int BACKLOG = 1;

  private final List<AutoCloseable> sockets = new ArrayList<>();

  /** Port of one that accepts and is silent. */
  int silent() throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    sockets.add(listener);
    return listener.getLocalPort();
  }

  /** Port of one whose queue is full: the kernel drops what comes. */
  int deaf() throws IOException {
    ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    sockets.add(listener);
    for (int i = 0; i < BACKLOG + 3; i++) {
      SocketChannel waiting = SocketChannel.open();
      sockets.add(waiting);
      waiting.configureBlocking(false);
      waiting.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
    }
    return listener.getLocalPort();
  }

  @Override
  public void close() {
    for (AutoCloseable one : sockets) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException("It cannot be closed.", e);
      }
    }
  }
}
