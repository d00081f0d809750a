package io.drover.monitor.access;

import java.security.SecureRandom;
import java.util.Base64;

/** Text that no one can guess. */
final class RandomText {
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomText() {}

  /** 256 random bits, fit for a header, a cookie and an address. */
  static String ofBits256() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
