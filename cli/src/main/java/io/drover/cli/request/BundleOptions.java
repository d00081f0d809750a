package io.drover.cli.request;

import io.drover.cli.CliFailure;
import io.drover.cli.ExitCode;
import io.drover.schemas.MigrateRequested;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import picocli.CommandLine.Option;

/** The archive of scripts that a migration is to be read from. */
final class BundleOptions {
  private static final String DIGITS = "[0-9a-f]{64}";

  @Option(
      names = "--bundle",
      paramLabel = "FILE-OR-URL",
      description =
          "An archive (.zip, .tar.gz, .tgz) in place of the policy's bundle, where the policy and"
              + " DROVER_BUNDLE_ROOTS of the service allow it: a file here that the service sees by"
              + " the same path, or a URL.")
  private String bundle = "";

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description = "SHA-256 of the bundle; computed where it is a file here.")
  private String sha256 = "";

  void fill(MigrateRequested.Builder body) {
    fill((url, hash) -> body.setBundle(url).setBundleSha256(hash));
  }

  /** Gives the URL and the SHA-256 of the bundle, if one is named. */
  void fill(BiConsumer<String, String> bundleAndSha256) {
    String wanted = sha256.toLowerCase(Locale.ROOT);
    if (bundle.isEmpty()) {
      if (!wanted.isEmpty()) {
        throw usage("--sha256 says what a bundle is like, and there is none.");
      }
      return;
    }
    if (!wanted.isEmpty() && !wanted.matches(DIGITS)) {
      throw usage("A SHA-256 has 64 hexadecimal digits.");
    }
    Optional<Path> file = file();
    String found = file.map(BundleOptions::sha256).orElse(wanted);
    if (found.isEmpty()) {
      throw usage("The bundle is no file here, so that its SHA-256 must be given.");
    }
    if (!wanted.isEmpty() && !wanted.equals(found)) {
      throw new CliFailure(
          "The bundle " + bundle + " has the SHA-256 " + found + ", not " + wanted + ".",
          "sha256sum '" + bundle.replace("'", "'\\''") + "'");
    }
    bundleAndSha256.accept(file.map(BundleOptions::url).orElse(bundle), found);
  }

  /** The file if it is here. */
  private Optional<Path> file() {
    if (bundle.startsWith("https:")) {
      return Optional.empty();
    }
    boolean url = bundle.startsWith("file:");
    try {
      Path path = url ? Path.of(URI.create(bundle)) : Path.of(bundle);
      if (Files.isRegularFile(path)) {
        return Optional.of(path);
      }
    } catch (IllegalArgumentException e) {
      throw usage("The bundle " + bundle + " is no path and no URL.");
    }
    if (url) {
      return Optional.empty();
    }
    throw usage("There is no file " + bundle + " here.");
  }

  private static String url(Path file) {
    try {
      return "file://" + file.toRealPath().toUri().getRawPath();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file);
        var digest =
            new DigestOutputStream(
                OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(digest);
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static CliFailure unreadable(Path file, IOException error) {
    return new CliFailure(
        "The bundle " + file + " cannot be read: " + error.getMessage(),
        "ls -l '" + file.toString().replace("'", "'\\''") + "'",
        error);
  }

  private static CliFailure usage(String what) {
    return new CliFailure(
        ExitCode.USAGE,
        what,
        "./drover migrate DB --status --bundle FILE, or --bundle URL --sha256 HEX",
        null);
  }
}
