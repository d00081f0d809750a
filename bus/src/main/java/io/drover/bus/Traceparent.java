package io.drover.bus;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code traceparent} header (W3C Trace Context, section 3.2). */
public final class Traceparent {

  private static final Pattern SHAPE =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

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
    return "00-" + parent.substring(3, 35) + "-" + hex(nonZero()) + "-" + parent.substring(53, 55);
  }

  /** True for version 00 as it stands, and for later versions as far as that one goes. */
  public static boolean valid(String traceparent) {
    return traceparent.length() <= 256
        && SHAPE.matcher(traceparent).matches()
        && (traceparent.length() == 55 || !traceparent.startsWith("00"));
  }

  private static long nonZero() {
    return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
  }

  private static String hex(long value) {
    return HexFormat.of().toHexDigits(value);
  }
}
