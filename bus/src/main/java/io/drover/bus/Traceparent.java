package io.drover.bus;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The {@code traceparent} header (W3C Trace Context, section 3.2). */
public final class Traceparent {

  private static final int LENGTH = 55;
  private static final int LONGEST = 256;
  private static final int TRACE_ID_AT = 3;
  private static final int TRACE_ID_END = 35;

  private Traceparent() {}

  /** A new trace, sampled. */
  public static String create() {
    return "00-" + hex(nonZero()) + hex(nonZero()) + "-" + hex(nonZero()) + "-01";
  }

  /** A new span in the parent's trace; a new trace when the parent is absent or invalid. */
  public static String childOf(@Nullable String parent) {
    if (parent == null || !valid(parent)) {
      return create();
    }
    return "00-"
        + parent.substring(TRACE_ID_AT, TRACE_ID_END)
        + "-"
        + hex(nonZero())
        + "-"
        + parent.substring(53, 55);
  }

  /** The trace's id, 32 hexadecimal digits; null when the context is invalid. */
  public static @Nullable String traceId(String traceparent) {
    return valid(traceparent) ? traceparent.substring(TRACE_ID_AT, TRACE_ID_END) : null;
  }

  /** True for version 00 as it stands, and for later versions as far as that one goes. */
  public static boolean valid(String traceparent) {
    return traceparent.length() >= LENGTH
        && traceparent.length() <= LONGEST
        && hexadecimal(traceparent, 0, 2)
        && !traceparent.startsWith("ff")
        && traceparent.charAt(2) == '-'
        && hexadecimal(traceparent, TRACE_ID_AT, TRACE_ID_END)
        && !zero(traceparent, TRACE_ID_AT, TRACE_ID_END)
        && traceparent.charAt(35) == '-'
        && hexadecimal(traceparent, 36, 52)
        && !zero(traceparent, 36, 52)
        && traceparent.charAt(52) == '-'
        && hexadecimal(traceparent, 53, LENGTH)
        && endsAsItsVersionMay(traceparent);
  }

  private static boolean endsAsItsVersionMay(String traceparent) {
    return traceparent.length() == LENGTH
        || (!traceparent.startsWith("00")
            && traceparent.charAt(LENGTH) == '-'
            && traceparent.chars().noneMatch(Character::isISOControl));
  }

  private static boolean hexadecimal(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char each = text.charAt(i);
      if ((each < '0' || each > '9') && (each < 'a' || each > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean zero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  private static long nonZero() {
    return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
  }

  private static String hex(long value) {
    return HexFormat.of().toHexDigits(value);
  }
}
