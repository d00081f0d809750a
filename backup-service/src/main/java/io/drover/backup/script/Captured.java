package io.drover.backup.script;

import java.nio.charset.StandardCharsets;

/** The begin of a word or of something quoted; what is longer is cut off and equals no keyword. */
final class Captured {
  private static final int MOST = 256;

  private final byte[] bytes = new byte[MOST];
  private int length;

  void clear() {
    length = 0;
  }

  void add(byte b) {
    if (length < MOST) {
      bytes[length++] = b;
    }
  }

  boolean isEmpty() {
    return length == 0;
  }

  boolean full() {
    return length == MOST;
  }

  int length() {
    return length;
  }

  byte at(int index) {
    return bytes[index];
  }

  boolean contains(char ascii) {
    for (int at = 0; at < length; at++) {
      if (bytes[at] == ascii) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is this one letter, of either case. */
  boolean is(char lowerCase) {
    return length == 1 && (bytes[0] | 0x20) == lowerCase;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
