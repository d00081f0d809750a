package io.drover.migration.bundle;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Brings the bytes of a bundle into a private file, from under the allowed roots alone. */
final class BundleFetch {
  private final BundleRoots roots;
  private final BundleLimits limits;
  private final WebFetch web;

  BundleFetch(BundleRoots roots, BundleLimits limits, WebFetch web) {
    this.roots = roots;
    this.limits = limits;
    this.web = web;
  }

  /**
   * Writes the file, which is not there yet; what it holds is as yet to be proven.
   *
   * @throws OperationFailure {@code NOT_PERMITTED}: the URL, or where it leads, is under no root;
   *     {@code INVALID_REQUEST}: nothing is there, or too much; {@code REPOSITORY_UNAVAILABLE}: the
   *     host does not answer
   * @throws IOException the private file cannot be written
   */
  void fetch(URI url, Path target) throws OperationFailure, IOException, InterruptedException {
    URI permitted = roots.permit(url);
    if (permitted.getScheme().equals("file")) {
      copy(permitted, target);
    } else {
      web.fetch(permitted, target);
    }
  }

  /** Copied, so that what is proven is what is unpacked, whoever writes there meanwhile. */
  private void copy(URI url, Path target) throws OperationFailure, IOException {
    Path file = roots.permitFile(real(url));
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw missing(url);
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        OutputStream out = Files.newOutputStream(target)) {
      in.transferTo(new Limited(out, limits.packedBytes()));
    } catch (LimitException e) {
      throw tooLarge(limits);
    }
  }

  private static Path real(URI url) throws OperationFailure {
    try {
      return Path.of(url).toRealPath();
    } catch (NoSuchFileException e) {
      throw missing(url).causedBy(e);
    } catch (IOException | IllegalArgumentException e) {
      throw missing(url).causedBy(e);
    }
  }

  static OperationFailure missing(URI url) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "There is no bundle " + url + " that the migration service can read.",
        "Put it there, readable for the migration service, or correct the URL.");
  }

  static OperationFailure tooLarge(BundleLimits limits) {
    return Refusals.tooLarge("the archive is larger than " + (limits.packedBytes() >> 20) + " MiB");
  }

  /** More came than is taken. */
  static final class LimitException extends IOException {
    LimitException() {
      super("too large");
    }
  }

  private static final class Limited extends OutputStream {
    private final OutputStream out;
    private long left;

    Limited(OutputStream out, long limit) {
      this.out = out;
      this.left = limit;
    }

    @Override
    public void write(int each) throws IOException {
      write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      left -= length;
      if (left < 0) {
        throw new LimitException();
      }
      out.write(bytes, offset, length);
    }
  }
}
