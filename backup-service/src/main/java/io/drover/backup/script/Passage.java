package io.drover.backup.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Holds text back until it is known whether it is passed on. */
final class Passage {
  private static final int HELD_AT_MOST = 64 * 1024;
  private static final int BUFFER = 64 * 1024;

  private enum Way {
    PASSED,
    HELD,
    LEFT_OUT
  }

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private int buffered;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private Way way = Way.PASSED;

  Passage(OutputStream out) {
    this.out = out;
  }

  /** From now on text waits for a decision. */
  void hold() {
    way = Way.HELD;
  }

  /** What is held and what follows is passed on. */
  void pass() throws IOException {
    if (way == Way.HELD) {
      way = Way.PASSED;
      put(held.toByteArray());
      held.reset();
    }
    way = Way.PASSED;
  }

  /** What is held and what follows is left out, except the ends of its lines. */
  void leaveOut() throws IOException {
    way = Way.LEFT_OUT;
    put(held.toByteArray());
    held.reset();
  }

  private void put(byte[] bytes) throws IOException {
    for (byte b : bytes) {
      put(b);
    }
  }

  /** Whether more is held than any statement needs for a decision. */
  boolean full() {
    return held.size() > HELD_AT_MOST;
  }

  void put(byte b) throws IOException {
    switch (way) {
      case PASSED -> append(b);
      case HELD -> held.write(b);
      case LEFT_OUT -> {
        if (b == '\n') {
          append(b);
        }
      }
    }
  }

  private void append(byte b) throws IOException {
    if (buffered == BUFFER) {
      flush();
    }
    buffer[buffered++] = b;
  }

  /** Passes on many bytes at once, past any decision. */
  void put(byte[] bytes, int offset, int length) throws IOException {
    flush();
    out.write(bytes, offset, length);
  }

  /** Hands what was passed on to the stream. */
  void flush() throws IOException {
    out.write(buffer, 0, buffered);
    buffered = 0;
  }
}
