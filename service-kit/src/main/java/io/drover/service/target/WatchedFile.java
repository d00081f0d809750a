package io.drover.service.target;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that is read again only when it differs. Follows links, so a swapped link counts. One
 * thread at a time.
 */
final class WatchedFile {
  /** Younger than this, a second write may carry the same time stamp as the first. */
  private static final Duration UNSETTLED = Duration.ofSeconds(2);

  private record Stamp(FileTime modified, long size, @Nullable Object fileKey) {}

  private final Path file;
  private @Nullable Stamp stamp;
  private byte[] digest = {};

  WatchedFile(Path file) {
    this.file = file;
  }

  String read() {
    return readIfChanged()
        .orElseThrow(
            () ->
                new RegistryException(
                    "the file is empty; it needs the keys servers and databases"));
  }

  /**
   * The text when it differs from what was read last.
   *
   * @throws RegistryException the file cannot be read
   */
  Optional<String> readIfChanged() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      var now = new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      if (now.equals(stamp)) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      boolean settled = now.modified().toInstant().isBefore(Instant.now().minus(UNSETTLED));
      stamp = settled ? now : null;
      byte[] digestNow = Hashes.sha256(bytes);
      if (MessageDigest.isEqual(digest, digestNow)) {
        return Optional.empty();
      }
      digest = digestNow;
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new RegistryException("the file is not UTF-8");
    } catch (NoSuchFileException e) {
      forget();
      throw new RegistryException("the file does not exist");
    } catch (IOException e) {
      forget();
      throw new RegistryException("the file cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** A file that was away is read anew even when it comes back as it was. */
  private void forget() {
    stamp = null;
    digest = new byte[0];
  }
}
