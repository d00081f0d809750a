package io.drover.cli.request;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Pattern;

/** Versions of migrations: numbers with dots or underscores between them. */
final class Versions {
  /** As Flyway compares them: 1 and 1.0 are the same, and 2 comes before 10. */
  static final Comparator<String> ORDER = Versions::compare;

  private static final Pattern BETWEEN = Pattern.compile("[._]");

  private Versions() {}

  private static int compare(String one, String other) {
    String[] ones = BETWEEN.split(one);
    String[] others = BETWEEN.split(other);
    for (int i = 0; i < Math.max(ones.length, others.length); i++) {
      int part = part(ones, i).compareTo(part(others, i));
      if (part != 0) {
        return part;
      }
    }
    return 0;
  }

  private static BigInteger part(String[] parts, int at) {
    return at < parts.length && parts[at].matches("\\d{1,40}")
        ? new BigInteger(parts[at])
        : BigInteger.ZERO;
  }
}
