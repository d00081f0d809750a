package io.drover.service.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.drover.service.target.ServerEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Password files for children, mode 0600 in a folder of this JVM's own, mode 0700. The folder holds
 * a lock for as long as the JVM lives, so that folders of killed ones are known and removed.
 * Thread-safe.
 */
final class PasswordFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PasswordFiles.class);
  private static final String PREFIX = "drover-secrets-";
  private static final String LOCK = "lock";
  private static final Duration BEING_MADE = Duration.ofMinutes(1);

  // A JVM loses its lock on a file when it closes any channel of that file.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel lock;

  PasswordFiles(Path parent) throws IOException {
    removeLeftovers(parent);
    this.folder =
        Files.createTempDirectory(
            parent,
            PREFIX,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    OWN.add(folder);
    this.lock = FileChannel.open(folder.resolve(LOCK), CREATE_NEW, WRITE);
    lock.lock();
  }

  /** Writes a file for all databases of the server; the caller deletes it. */
  Path write(ServerEntry server, String password) throws IOException {
    if (password.contains("\n") || password.contains("\r")) {
      throw new IOException("a password file cannot hold a password of several lines");
    }
    String line =
        String.join(
            ":",
            escaped(server.host()),
            Integer.toString(server.port()),
            "*",
            escaped(server.user()),
            escaped(password));
    Path file = folder.resolve(UUID.randomUUID().toString());
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel = Files.newByteChannel(file, Set.of(CREATE_NEW, WRITE), mode)) {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    return file;
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("a password file could not be deleted: {}", file, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
      deleteFolder(folder);
      OWN.remove(folder);
    } catch (IOException e) {
      LOG.warn("the folder of password files could not be deleted: {}", folder, e);
    }
  }

  /** Colons and backslashes are escaped (PostgreSQL manual, libpq, The Password File). */
  private static String escaped(String field) {
    return field.replace("\\", "\\\\").replace(":", "\\:");
  }

  private static void removeLeftovers(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path leftover : folders) {
        if (!OWN.contains(leftover)) {
          removeIfDead(leftover);
        }
      }
    }
  }

  private static void removeIfDead(Path leftover) {
    try {
      Instant young = Instant.now().minus(BEING_MADE);
      if (Files.isSymbolicLink(leftover)
          || Files.getLastModifiedTime(leftover).toInstant().isAfter(young)) {
        return;
      }
      try (var channel = FileChannel.open(leftover.resolve(LOCK), WRITE);
          var free = channel.tryLock()) {
        if (free != null) {
          deleteFolder(leftover);
        }
      }
    } catch (IOException | OverlappingFileLockException e) {
      // The second: this JVM's own, reached by another path.
      LOG.debug("a folder of password files stays: {}", leftover, e);
    }
  }

  private static void deleteFolder(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
