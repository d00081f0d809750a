package io.drover.service.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private folder of this machine that several services may share: each folder in it bears a lock
 * for as long as its owner lives, and whoever begins a new one removes those of the dead.
 * Thread-safe.
 */
public final class OwnedFolders {
  private static final Logger LOG = LoggerFactory.getLogger(OwnedFolders.class);
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  /** Mode 0700, for folders below one of these. */
  public static final FileAttribute<Set<PosixFilePermission>> PRIVATELY =
      PosixFilePermissions.asFileAttribute(PRIVATE);

  static final String LOCK = "lock";

  /** Belongs to whoever the service runs as. */
  private static final Path MYSELF = Path.of("/proc/self");

  // A JVM loses its lock on a file when it closes any channel of that file.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private final Path root;
  private final Consumer<Path> beforeRemoval;

  /**
   * @param root is made when it is missing; its parent must exist
   * @param beforeRemoval is told of each folder of a dead service before it is removed
   */
  public OwnedFolders(Path root, Consumer<Path> beforeRemoval) {
    this.root = root.toAbsolutePath().normalize();
    this.beforeRemoval = beforeRemoval;
  }

  /** Absolute path of the folder that holds them. */
  public Path root() {
    return root;
  }

  /**
   * Bytes that the disk has left.
   *
   * @throws IOException the folder cannot be made, or is not of mode 0700 and the service's own
   */
  public long usable() throws IOException {
    makeRoot();
    return Files.getFileStore(root).getUsableSpace();
  }

  /**
   * A new folder, after those of the dead have been removed.
   *
   * @throws IOException it cannot be made, or the root is not of mode 0700 and the service's own
   */
  public OwnedFolder begin() throws IOException {
    ONE_AT_A_TIME.lock();
    try {
      makeRoot();
      try (FileChannel all = channel(root.resolve(LOCK));
          var _ = all.lock()) {
        // One name for each, however the root is reached: OWN knows them by it.
        Path real = root.toRealPath();
        removeDead(real);
        Path folder = real.resolve(UUID.randomUUID().toString());
        Files.createDirectory(folder, PRIVATELY);
        FileChannel own = channel(folder.resolve(LOCK));
        own.lock();
        OWN.add(folder);
        return new OwnedFolder(folder, own);
      }
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  static void forget(Path folder) {
    OWN.remove(folder);
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void makeRoot() throws IOException {
    try {
      Files.createDirectory(root, PRIVATELY);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)
          || !Files.getPosixFilePermissions(root, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE)
          || !Files.getOwner(root, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(MYSELF))) {
        throw new IOException(root + " is no folder of mode 0700 of the service's own user", e);
      }
    }
  }

  private void removeDead(Path real) throws IOException {
    List<Path> folders;
    try (Stream<Path> children = Files.list(real)) {
      folders =
          children.filter(each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    for (Path folder : folders) {
      if (!OWN.contains(folder)) {
        removeIfDead(folder);
      }
    }
  }

  private void removeIfDead(Path folder) {
    try {
      if (isDead(folder)) {
        beforeRemoval.accept(folder);
        OwnedFolder.delete(folder);
        LOG.info("removed {}, which no living service owns", folder);
      }
    } catch (NoSuchFileException gone) {
      LOG.debug("{} was removed by its owner", folder);
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("{} stays until the next look: {}", folder, e.toString());
    }
  }

  private static boolean isDead(Path folder) throws IOException {
    try (FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
        var free = lock.tryLock()) {
      return free != null;
    } catch (NoSuchFileException unlocked) {
      // Its owner has removed it, is about to, or was killed before or there: nothing is in it.
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
