package io.drover.migration.bundle;

import io.drover.service.folder.OwnedFolders;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What comes out of one archive, within the limits. Not thread-safe. */
final class UnpackedFiles {
  private final Path root;
  private final BundleLimits limits;
  private final EntryNames names = new EntryNames();
  private int entries;
  private long bytes;

  UnpackedFiles(Path root, BundleLimits limits) {
    this.root = root;
    this.limits = limits;
  }

  /** The disk's fault, not the archive's. */
  static final class FolderException extends RuntimeException {
    private final IOException error;

    FolderException(IOException error) {
      super(error);
      this.error = error;
    }

    @Override
    public synchronized IOException getCause() {
      return error;
    }
  }

  void folder(String name) throws OperationFailure {
    make(path(name, true));
  }

  void file(String name, InputStream content) throws OperationFailure, IOException {
    Path file = path(name, false);
    make(file.resolveSibling("."));
    try (OutputStream out = open(file)) {
      byte[] buffer = new byte[64 * 1024];
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        bytes += n;
        if (bytes > limits.unpackedBytes()) {
          throw Refusals.tooLarge(
              "its files are larger than " + (limits.unpackedBytes() >> 20) + " MiB together");
        }
        write(out, buffer, n);
      }
    }
  }

  private Path path(String name, boolean folder) throws OperationFailure {
    if (++entries > limits.entries()) {
      throw tooMany(limits);
    }
    Path path = root.resolve(String.join("/", names.accept(name, folder))).normalize();
    if (!path.startsWith(root)) {
      throw Refusals.name(name, "has a name that is no plain relative path");
    }
    return path;
  }

  static OperationFailure tooMany(BundleLimits limits) {
    return Refusals.tooLarge("it holds more than " + limits.entries() + " files and folders");
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder.normalize(), OwnedFolders.PRIVATELY);
    } catch (IOException e) {
      throw new FolderException(e);
    }
  }

  private static OutputStream open(Path file) {
    try {
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new FolderException(e);
    }
  }

  private static void write(OutputStream out, byte[] buffer, int length) {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw new FolderException(e);
    }
  }
}
