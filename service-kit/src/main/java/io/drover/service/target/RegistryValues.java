package io.drover.service.target;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The forms of the registry's values; each method throws IllegalArgumentException with the end of a
 * sentence.
 */
final class RegistryValues {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,255}");
  private static final Pattern OPERATION = Pattern.compile("[a-z][a-z-]{0,31}");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  private RegistryValues() {}

  static String name(String text) {
    return require(
        text, NAME.matcher(text).matches(), "is no name; a name matches " + NAME.pattern());
  }

  static String host(String text) {
    return require(text, HOST.matcher(text).matches(), "is no host name or address");
  }

  static String operation(String text) {
    return require(text, OPERATION.matcher(text).matches(), "holds an operation that is no name");
  }

  static String sslMode(String text) {
    return require(
        text,
        SSL_MODES.contains(text),
        "must be one of disable, allow, prefer, require, verify-ca, verify-full");
  }

  /** A name in PostgreSQL: longer ones are cut silently by the server, NUL ends them. */
  static String physicalName(String text) {
    boolean plain = text.chars().noneMatch(Character::isISOControl);
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return require(
        text,
        plain && bytes > 0 && bytes <= 63,
        "is no PostgreSQL name; it has 1 to 63 bytes and no control characters");
  }

  static int port(String text) {
    boolean number = text.matches("\\d{1,5}");
    int port = number ? Integer.parseInt(text) : 0;
    require(text, port > 0 && port < 65536, "must be a port, 1 to 65535");
    return port;
  }

  static int count(String text) {
    boolean number = text.matches("\\d{1,6}");
    int count = number ? Integer.parseInt(text) : 0;
    require(text, count > 0, "must be a number, 1 to 999999");
    return count;
  }

  static int retries(String text) {
    require(text, text.matches("\\d{1,3}"), "must be a number, 0 to 999");
    return Integer.parseInt(text);
  }

  static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is no time zone like UTC or Europe/Berlin", e);
    }
  }

  static Boolean flag(String text) {
    require(text, text.equals("true") || text.equals("false"), "must be true or false");
    return text.equals("true");
  }

  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || matcher.group(1).matches("0+")) {
      throw new IllegalArgumentException("must be a duration above zero like 24h, 30m, 5s or 7d");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("is no regular expression: " + e.getDescription(), e);
    }
  }

  static String absolutePath(String text) {
    try {
      return require(text, Path.of(text).isAbsolute(), "must be an absolute path");
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("must be an absolute path", e);
    }
  }

  static SecretReference secret(String text) {
    if (!SecretReference.isReference(text)) {
      throw new IllegalArgumentException(
          "holds the secret itself; write env:NAME or file:/absolute/path and keep the secret"
              + " there");
    }
    return new SecretReference(text);
  }

  /** A plain value, or the one that a reference names. */
  static String plainOrReferenced(String text) {
    try {
      return SecretReference.isReference(text) ? new SecretReference(text).resolve() : text;
    } catch (UnresolvedSecretException e) {
      throw new IllegalArgumentException("cannot be read from " + text, e);
    }
  }

  static String jdbcUrl(String text) {
    boolean form = text.startsWith("jdbc:postgresql://") && isUri(text.substring(5));
    require(text, form, "must have the form jdbc:postgresql://host:port/database");
    String lower = text.toLowerCase(Locale.ROOT);
    boolean credentials =
        lower.contains("password=") || lower.contains("user=") || text.contains("@");
    return require(text, !credentials, "must hold no user and no password; the server's serve");
  }

  private static boolean isUri(String text) {
    try {
      return URI.create(text).getRawAuthority() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static String require(String text, boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
    return text;
  }
}
