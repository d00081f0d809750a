package io.drover.migration.bundle;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The places that bundles may come from, by the configuration of the service: prefixes of {@code
 * file:} and {@code https:} URLs, compared at the borders of path segments after dots have been
 * resolved (RFC 3986, section 5.2.4). Immutable.
 */
public final class BundleRoots {
  /** What a server may read as a separator or a dot, though we do not. */
  private static final Pattern DISGUISED = Pattern.compile("(?i)%(2e|2f|5c|00)|\\\\");

  private final List<URI> roots;

  private BundleRoots(List<URI> roots) {
    this.roots = List.copyOf(roots);
  }

  /**
   * Reads the setting: URLs with a comma between them; an empty one allows no bundles at all.
   *
   * @throws IllegalArgumentException one of them is no {@code https://host/…} or {@code file:///…}
   */
  public static BundleRoots of(String setting) {
    return new BundleRoots(
        Arrays.stream(setting.split(",", -1))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .map(BundleRoots::root)
            .toList());
  }

  private static URI root(String text) {
    URI url = URI.create(text.endsWith("/") ? text : text + "/").normalize();
    boolean web = "https".equals(url.getScheme()) && url.getHost() != null;
    boolean file = "file".equals(url.getScheme()) && url.getRawAuthority() == null;
    if (!(web || file)
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null
        || strays(url)) {
      throw new IllegalArgumentException(
          "A root of bundles (drover.bundle-roots) has the form https://host/path/ or"
              + " file:///folder/, without user, query and dots.");
    }
    return url;
  }

  /**
   * The URL with its dots resolved, if it lies under a root.
   *
   * @throws OperationFailure {@code NOT_PERMITTED}: it does not
   */
  public URI permit(URI url) throws OperationFailure {
    URI plain = url.normalize();
    if (!strays(plain) && roots.stream().anyMatch(root -> holds(root, plain))) {
      return plain;
    }
    throw refused();
  }

  /**
   * The file that a {@code file:} URL stands for, by a path without links, if that lies under the
   * real folder of a root.
   *
   * @param real path of the file, all links resolved
   * @throws OperationFailure {@code NOT_PERMITTED}: a link leads out of all roots
   */
  Path permitFile(Path real) throws OperationFailure {
    for (URI root : roots) {
      if (root.getScheme().equals("file") && real.startsWith(RealPaths.of(Path.of(root)))) {
        return real;
      }
    }
    throw refused();
  }

  private OperationFailure refused() {
    String known = roots.stream().map(URI::toString).collect(Collectors.joining(", "));
    return OperationFailure.of(
        FailureCode.NOT_PERMITTED,
        "The bundle does not lie where the migration service may read bundles"
            + (known.isEmpty() ? ": no place is set." : ": " + known + "."),
        "Put the bundle there, or add its place to DROVER_BUNDLE_ROOTS of the migration service and"
            + " start it again.");
  }

  private static boolean holds(URI root, URI url) {
    return root.getScheme().equals(url.getScheme())
        && host(root).equals(host(url))
        && port(root) == port(url)
        && url.getRawUserInfo() == null
        && url.getRawPath().startsWith(root.getRawPath());
  }

  private static boolean strays(URI url) {
    String path = url.getRawPath();
    return path == null
        || !path.startsWith("/")
        || DISGUISED.matcher(path).find()
        || Arrays.asList(path.split("/", -1)).contains("..");
  }

  private static String host(URI url) {
    return url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
  }

  private static int port(URI url) {
    return url.getPort() < 0 ? 443 : url.getPort();
  }
}
