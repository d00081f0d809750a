package io.drover.backup.swap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of databases that are kept when another one takes their place. */
public final class KeptName {
  private static final int NAME_BYTES = 63;
  private static final Pattern FORM = Pattern.compile(".*_drover_[0-9a-f]{16}", Pattern.DOTALL);

  private KeptName() {}

  /** The name for the database that the operation replaces: no other operation has the same. */
  public static String of(String name, String operationId) {
    String suffix = "_drover_" + hash(operationId);
    String begin = name;
    while ((begin + suffix).getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
      begin = begin.substring(0, begin.offsetByCodePoints(begin.length(), -1));
    }
    return begin + suffix;
  }

  /** Whether a name has this form, which no other database may have. */
  public static boolean matches(String name) {
    return FORM.matcher(name).matches();
  }

  /** Sixteen hexadecimal digits that stand for the operation. */
  public static String hash(String operationId) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(operationId.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
