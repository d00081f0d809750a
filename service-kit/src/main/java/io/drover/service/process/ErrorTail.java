package io.drover.service.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/** Drains a stream and keeps its last 8 KiB without the secret. Thread-safe. */
final class ErrorTail {
  private static final int LIMIT = 8192;
  private static final byte MASKED = 0;

  private final byte[] secret;
  private final byte[] ring;
  private final Thread drain;
  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long total;

  /**
   * @param lines is told each line, without the secret; what is beyond 8 KiB of a line is cut
   */
  ErrorTail(InputStream stream, String secret, Consumer<String> lines) {
    this.lines = lines;
    this.secret = secret.getBytes(UTF_8);
    // Wider than the tail, so that a secret cut at its beginning falls outside what is shown.
    this.ring = new byte[LIMIT + this.secret.length];
    this.drain = Thread.ofVirtual().name("drover-stderr").start(() -> drain(stream));
  }

  /** Waits for the stream's end; grandchildren may hold it open, so not for ever. */
  void awaitEnd(Duration limit) throws InterruptedException {
    drain.join(limit);
  }

  synchronized String text() {
    int length = (int) Math.min(total, ring.length);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = ring[(int) ((total - length + i) % ring.length)];
    }
    mask(bytes);
    return shown(bytes, Math.max(0, length - LIMIT));
  }

  private static String shown(byte[] masked, int from) {
    return new String(masked, from, masked.length - from, UTF_8).replaceAll("\0+", "***");
  }

  private void mask(byte[] bytes) {
    for (int at = 0; secret.length > 0 && at + secret.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + secret.length, secret, 0, secret.length)) {
        Arrays.fill(bytes, at, at + secret.length, MASKED);
        at += secret.length - 1;
      }
    }
  }

  private void drain(InputStream stream) {
    byte[] buffer = new byte[LIMIT];
    try (stream) {
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        add(buffer, read);
        tell(buffer, read);
      }
    } catch (IOException e) {
      // The pipe of a process that was killed ends like this; what was read stays.
    }
  }

  private void tell(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        byte[] whole = line.toByteArray();
        line.reset();
        mask(whole);
        lines.accept(shown(whole, 0));
      } else if (line.size() < LIMIT) {
        line.write(bytes[i]);
      }
    }
  }

  private synchronized void add(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      ring[(int) (total++ % ring.length)] = bytes[i];
    }
  }
}
