package io.drover.migration.bundle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of this process alone in a folder that several may share. It bears a lock for as long as
 * the process lives; whoever opens one removes those whose process has died. Thread-safe.
 */
final class PrivateFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateFolder.class);
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");
  static final FileAttribute<Set<PosixFilePermission>> PRIVATELY =
      PosixFilePermissions.asFileAttribute(OWNER);
  private static final String LOCK = "lock";

  /** Belongs to whoever the service runs as. */
  private static final Path MYSELF = Path.of("/proc/self");

  // A JVM loses its lock on a file when it closes any channel of that file.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel lock;

  private PrivateFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Opens one.
   *
   * @param shared is made when it is missing; its parent must exist
   * @throws IOException it cannot be made, or is not of mode 0700 and of the service's own user
   */
  static synchronized PrivateFolder open(Path shared) throws IOException {
    Path root = shared.toAbsolutePath().normalize();
    makeRoot(root);
    try (FileChannel all = channel(root.resolve(LOCK));
        var _ = all.lock()) {
      removeDead(root);
      Path folder = Files.createDirectory(root.resolve(UUID.randomUUID().toString()), PRIVATELY);
      FileChannel lock = channel(folder.resolve(LOCK));
      lock.lock();
      OWN.add(folder);
      return new PrivateFolder(folder, lock);
    }
  }

  /** A new, empty folder in it. */
  Path make() throws IOException {
    return Files.createDirectory(folder.resolve(UUID.randomUUID().toString()), PRIVATELY);
  }

  /** Removes it with all that it holds. */
  @Override
  public void close() {
    delete(folder);
    try {
      lock.close();
      OWN.remove(folder);
    } catch (IOException e) {
      LOG.warn("{} keeps its lock until the service ends", folder, e);
    }
  }

  /** Removes a folder; what cannot be removed now is at the next start. */
  static void delete(Path folder) {
    try {
      Files.walkFileTree(folder, new Removal());
    } catch (IOException e) {
      LOG.warn("{} stays until the next start", folder, e);
    }
  }

  private static void makeRoot(Path root) throws IOException {
    try {
      Files.createDirectory(root, PRIVATELY);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)
          || !Files.getPosixFilePermissions(root, LinkOption.NOFOLLOW_LINKS).equals(OWNER)
          || !Files.getOwner(root, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(MYSELF))) {
        throw new IOException(root + " is no folder of mode 0700 of the service's own user", e);
      }
    }
  }

  private static void removeDead(Path root) throws IOException {
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(
            root, each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))) {
      for (Path each : folders) {
        if (!OWN.contains(each) && isDead(each)) {
          LOG.info("removing what a killed service left in {}", each);
          delete(each);
        }
      }
    }
  }

  private static boolean isDead(Path folder) throws IOException {
    try (FileChannel lock = channel(folder.resolve(LOCK));
        var free = lock.tryLock()) {
      return free != null;
    } catch (NoSuchFileException gone) {
      // Its process has just ended in order.
      return false;
    }
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error)
        throws IOException {
      if (error != null) {
        throw error;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
