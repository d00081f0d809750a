package io.drover.monitor.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A token that is made anew at each start, for whoever may read a file of the monitor's user. The
 * file goes with the monitor.
 */
public final class GeneratedToken implements AutoCloseable {
  private static final String NAME = "token";

  private final Path file;
  private final @Nullable Path ownFolder;
  private final TokenHash hash;

  private GeneratedToken(Path file, @Nullable Path ownFolder, TokenHash hash) {
    this.file = file;
    this.ownFolder = ownFolder;
    this.hash = hash;
  }

  /**
   * Makes a token and writes it to the file, with mode 0600 from its first moment.
   *
   * @param wanted null for a file in a new folder of its own among the temporary ones
   * @throws UncheckedIOException it cannot be written
   */
  public static GeneratedToken create(@Nullable Path wanted) {
    String token = RandomText.ofBits256();
    try {
      Path own = null;
      Path target;
      if (wanted == null) {
        own = Files.createTempDirectory("drover-monitor-");
        target = own.resolve(NAME);
      } else {
        target = wanted.toAbsolutePath();
      }
      Path folder = target.getParent() == null ? Path.of("/") : target.getParent();
      Files.createDirectories(folder);
      // createTempFile makes it for its owner only; a rename follows no link that someone laid.
      Path fresh = Files.createTempFile(folder, ".token", "");
      if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      }
      Files.writeString(fresh, token + "\n", StandardCharsets.US_ASCII);
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new GeneratedToken(target, own, TokenHash.of(token));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The monitor's token cannot be written to " + (wanted == null ? "a new folder" : wanted),
          e);
    }
  }

  /** Where it stands. */
  public Path file() {
    return file;
  }

  TokenHash hash() {
    return hash;
  }

  /** Removes the file. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      if (ownFolder != null) {
        Files.deleteIfExists(ownFolder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The monitor's token was not removed from " + file, e);
    }
  }
}
