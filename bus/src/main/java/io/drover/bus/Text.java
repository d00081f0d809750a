package io.drover.bus;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Text on its way to and from bytes that others chose. */
public final class Text {

  static final int KEY_BYTES = 128;

  private Text() {}

  /** UTF-8 of at most {@code limit} bytes, cut on the boundary of a character. */
  static byte[] bounded(String text, int limit) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= limit) {
      return bytes;
    }
    int end = limit;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }

  /** UTF-8 of at most 128 bytes; null stays null. */
  public static byte @Nullable [] key(@Nullable String key) {
    return key == null ? null : bounded(key, KEY_BYTES);
  }

  /** The text, or null when the bytes are not UTF-8. */
  static @Nullable String strict(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The text, or null when the bytes are not UTF-8 or hold a control character. */
  static @Nullable String printable(byte[] bytes) {
    if (printableAscii(bytes)) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    String text = strict(bytes);
    return text == null || text.chars().anyMatch(Character::isISOControl) ? null : text;
  }

  // Nearly every header is plain ASCII, and a service reads ten of them for each record.
  private static boolean printableAscii(byte[] bytes) {
    for (byte each : bytes) {
      if (each < ' ' || each == 0x7F) {
        return false;
      }
    }
    return true;
  }
}
