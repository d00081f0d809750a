package io.drover.service.target;

import java.util.HexFormat;

/**
 * The application_name under which PostgreSQL knows what Drover does: {@code
 * drover/<kind>/<operationId>}. A backend of a dead attempt is found and ended by it, so it must
 * come back from pg_stat_activity as it was given: PostgreSQL keeps 63 bytes of it and replaces
 * what is not printable ASCII (manual, chapter Error Reporting and Logging).
 */
public final class SessionName {
  /** What the name of every session of Drover begins with. */
  public static final String PREFIX = "drover/";

  private static final int LIMIT = 63;

  private SessionName() {}

  /** The name; one that would not survive is shortened and made distinct by a hash. */
  public static String of(String kind, String operationId) {
    String name = PREFIX + kind + "/" + operationId;
    String printable = name.replaceAll("[^\\x20-\\x7e]", "_");
    if (printable.equals(name) && name.length() <= LIMIT) {
      return name;
    }
    String hash = "~" + HexFormat.of().toHexDigits(Hashes.key(name));
    return printable.substring(0, Math.min(printable.length(), LIMIT - hash.length())) + hash;
  }
}
