package io.drover.service.target;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An archive of migrations that is known by its content. Whether it may be read from where it lies
 * is for the service's configuration to say.
 *
 * @param url {@code file:} or {@code https:}, without user, query and fragment, and with a plain
 *     path that ends in .zip, .tar.gz or .tgz
 * @param sha256 of its bytes, 64 lower-case hexadecimal digits
 */
public record MigrationBundle(URI url, String sha256) {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern ARCHIVE = Pattern.compile(".*[^/]\\.(zip|tar\\.gz|tgz)");
  private static final Set<String> SCHEMES = Set.of("file", "https");
  private static final int LONGEST = 2048;

  /**
   * Reads both.
   *
   * @throws IllegalArgumentException one of them has not the form; the message is a sentence that
   *     repeats neither, as a URL may hold a secret
   */
  public static MigrationBundle of(String url, String sha256) {
    String digits = sha256.toLowerCase(Locale.ROOT);
    if (!SHA_256.matcher(digits).matches()) {
      throw new IllegalArgumentException(
          "The SHA-256 of a bundle has 64 hexadecimal digits, as sha256sum prints them.");
    }
    return new MigrationBundle(location(url), digits);
  }

  private static URI location(String text) {
    @Nullable URI url = text.length() > LONGEST ? null : parsed(text);
    if (url == null || url.getScheme() == null || !SCHEMES.contains(url.getScheme())) {
      throw new IllegalArgumentException(
          "A bundle is named by a URL like file:///srv/bundles/shop.tar.gz or"
              + " https://host/shop.zip.");
    }
    if (url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null
        || (url.getRawAuthority() != null && url.getRawAuthority().contains("@"))) {
      throw new IllegalArgumentException(
          "The URL of a bundle holds no user, password, query or fragment.");
    }
    if ((url.getHost() == null) != url.getScheme().equals("file")) {
      throw new IllegalArgumentException(
          "The URL of a bundle names a host after https:// and none after file://.");
    }
    if (url.getRawPath() == null || !ARCHIVE.matcher(url.getRawPath()).matches()) {
      throw new IllegalArgumentException("A bundle ends in .zip, .tar.gz or .tgz.");
    }
    return url;
  }

  private static @Nullable URI parsed(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
